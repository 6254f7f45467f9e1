"""From a moment and its scene to a request, laid out so that the prompt cache is read.

The cache matches whole prefixes, so what changes least comes first: role and tone (the same for all
sessions of a mode), the question, the conversation so far, and last the facts of this moment. Only
texts of ours and of the bank stand in `system`; what a person or a program wrote stands in `user`.
"""

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from agent.brains.base import (
    Answer,
    FinalFeedback,
    Guidance,
    IntroduceQuestion,
    Line,
    Moment,
    Nudge,
    OfferHelp,
    Scene,
    SubmissionFeedback,
    Welcome,
)
from agent.llm.client import Request
from agent.llm.stream import Block
from agent.prompts.fences import fence
from agent.prompts.texts import conclude_text, moment_text, role_text
from bank.models import PublicQuestion
from protocol.facts import CaseReport
from protocol.values import StruggleKind

FILE_LIMIT = 16_000
FILES_LIMIT = 48_000
LINE_LIMIT = 4_000
CASES_SHOWN = 8
CASE_FIELD_LIMIT = 500
RESULTS_LIMIT = 8_000
FACTS_LIMIT = 12_000
CHANGES_LIMIT = 3_000
# Old lines go in steps, not one at a time: each step changes the prefix, and so costs one cache write.
LINES_KEPT = 60
LINES_STEP = 20

SHORT: Block = {"type": "ephemeral"}
# Between two utterances often more than five minutes pass.
LONG: Block = {"type": "ephemeral", "ttl": "1h"}

_SENTENCES: Block = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"text": {"type": "string"}, "evidence": {"type": "array", "items": {"type": "integer"}}},
        "required": ["text", "evidence"],
        "additionalProperties": False,
    },
}
REPORT_SCHEMA: Block = {
    "type": "object",
    "properties": {"summary": _SENTENCES, "strengths": _SENTENCES, "improvements": _SENTENCES},
    "required": ["summary", "strengths", "improvements"],
    "additionalProperties": False,
}


def spoken(moment: Moment, scene: Scene, *, max_tokens: int, idle_timeout_s: float, system_turns: bool) -> Request:
    """The request for one utterance.

    With `system_turns` the instruction of the moment is a `system` message after the facts;
    without, for models that refuse those, it leads the last user turn.
    """
    return Request(
        system=_system(scene),
        messages=_messages(moment, scene, instruction=moment_text(moment), system_turns=system_turns),
        max_tokens=max_tokens,
        user_id=scene.session_id,
        idle_timeout_s=idle_timeout_s,
    )


def concluded(moment: FinalFeedback, scene: Scene, *, max_tokens: int, system_turns: bool) -> Request:
    """The request for the prose of the report, as JSON of `REPORT_SCHEMA`."""
    return Request(
        system=_system(scene),
        messages=_messages(moment, scene, instruction=conclude_text(), system_turns=system_turns),
        max_tokens=max_tokens,
        user_id=scene.session_id,
        schema=REPORT_SCHEMA,
    )


def _text(text: str, *, cache: Block | None = None) -> Block:
    return {"type": "text", "text": text} if cache is None else {"type": "text", "text": text, "cache_control": cache}


def _system(scene: Scene) -> tuple[Block, ...]:
    role = _text(role_text(scene.mode), cache=LONG)
    return (role,) if scene.question is None else (role, _text(_question(scene.question), cache=LONG))


def _question(question: PublicQuestion) -> str:
    hints = "\n".join(f"{number}. {hint}" for number, hint in enumerate(question.hints, start=1))
    follow_ups = "\n".join(f"- {text}" for text in question.follow_ups)
    rubric = "\n".join(f"- {a.dimension}: weak: {a.weak} Strong: {a.strong}" for a in question.rubric)
    return (
        f"# The question: {question.title}\n\n"
        f"Difficulty {question.difficulty.value}, about {question.estimated_minutes} minutes, "
        f"on {', '.join(question.topics)}.\n\n"
        f"## The statement, which the candidate sees\n\n{question.statement}\n\n"
        f"## Your notes: hints, from gentle to direct\n\n{hints}\n\n"
        f"## Your notes: follow-up questions after acceptance\n\n{follow_ups}\n\n"
        f"## Your notes: rubric\n\n{rubric}"
    )


def _messages(moment: Moment, scene: Scene, *, instruction: str, system_turns: bool) -> tuple[Block, ...]:
    history = [_message(role, _text(text)) for role, text in _history(moment, scene)]
    last = history[-1]["content"]
    assert isinstance(last, list)
    last[-1] = {**last[-1], "cache_control": SHORT}
    now = [_text(block) for block in _present(moment, scene)]
    if system_turns:
        return (*history, _message("user", *now), _message("system", _text(instruction)))
    return (*history, _message("user", _text(instruction), *now))


def _message(role: str, *content: Block) -> Block:
    return {"role": role, "content": list(content)}


def _history(moment: Moment, scene: Scene) -> Iterator[tuple[str, str]]:
    yield "user", fence("about", _about(scene), limit=FACTS_LIMIT)
    surplus = max(0, len(scene.talk) - LINES_KEPT)
    lines = scene.talk[-(-surplus // LINES_STEP) * LINES_STEP :]
    if isinstance(moment, Answer) and lines and lines[-1] == Line("candidate", moment.text):
        lines = lines[:-1]
    for line in lines:
        if line.who == "agent":
            # Ours once, but it may quote the candidate: the same care, without a block around it.
            yield "assistant", line.text.strip().encode("utf-8", "replace").decode()[:LINE_LIMIT] or "…"
        else:
            tag = "interviewer_message" if line.who == "interviewer" else "candidate_message"
            yield "user", fence(tag, line.text, limit=LINE_LIMIT)


def _about(scene: Scene) -> str:
    context = scene.context
    lines = {
        "candidate": scene.candidate_name,
        "company": context.company,
        "role": context.role,
        "seniority": context.seniority,
        "expectations": context.expectations,
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value) or "Nothing more is known."


def _present(moment: Moment, scene: Scene) -> Iterator[str]:
    """The volatile part: facts, code, results, and what the moment itself brings."""
    yield fence("facts", "\n".join(_facts(moment, scene)), limit=FACTS_LIMIT)
    if not isinstance(moment, Welcome | IntroduceQuestion | FinalFeedback):
        room = FILES_LIMIT
        for path, content in scene.code.items():
            if room > 0:
                yield fence("candidate_file", content, limit=min(FILE_LIMIT, room), name=path)
            room -= len(content)
        if isinstance(moment, Nudge | OfferHelp):
            yield fence("candidate_changes", _changes(scene), limit=CHANGES_LIMIT)
        visible = [case for case in scene.cases if not case.hidden]
        if visible:
            yield fence("test_results", "\n\n".join(results(visible)), limit=RESULTS_LIMIT)
    if isinstance(moment, SubmissionFeedback):
        yield fence("verdict", moment.message, limit=LINE_LIMIT)
    if isinstance(moment, Guidance):
        yield fence("interviewer_wish", moment.wish, limit=LINE_LIMIT)
    if isinstance(moment, Answer):
        yield fence("candidate_message", moment.text, limit=LINE_LIMIT)


def _changes(scene: Scene) -> str:
    """What the candidate did since the newest results, or since the beginning, as a unified diff."""
    changed = [
        line.rstrip("\n")
        for path in dict.fromkeys([*scene.before, *scene.code])
        for line in unified_diff(
            scene.before.get(path, "").splitlines(), scene.code.get(path, "").splitlines(), path, path, n=1, lineterm=""
        )
    ]
    since = "the newest test results" if scene.tested else "the beginning"
    return "\n".join([f"changed since {since}:", *(changed or ["nothing"])])


def _facts(moment: Moment, scene: Scene) -> Iterator[str]:
    yield f"interview time: {clock(scene.elapsed_ms)} gone, {clock(scene.remaining_ms)} left"
    yield from scene.earlier
    if scene.language is not None:
        yield f"language: {scene.language.value}"
    if scene.question is not None:
        yield f"submissions so far: {scene.attempts}; hints given so far: {scene.hints_given}"
    if scene.total:
        yield f"last results: {scene.passed} of {scene.total} tests passed"
    if isinstance(moment, Nudge):
        yield f"silent for: {clock(moment.idle_ms)}; hint level: {moment.level}"
        yield f"hint to put in words: {moment.hint}"
    elif isinstance(moment, OfferHelp):
        yield _noticed(moment)
        yield f"a fix by the assistant may be offered: {'yes' if moment.fix else 'no'}"
        yield f"hint to lead with: {moment.hint}"
    elif isinstance(moment, SubmissionFeedback):
        yield f"submission: {'accepted' if moment.accepted else 'not accepted'}, {moment.outcome}"
        yield f"tests passed in all, hidden ones included: {moment.passed} of {moment.total}"
    elif isinstance(moment, FinalFeedback):
        yield from _final_facts(moment)


def _noticed(moment: OfferHelp) -> str:
    match moment.kind:
        case StruggleKind.REPEATED_FAILURE:
            return f"test that keeps failing: {moment.case}, {moment.count} times"
        case StruggleKind.BROKEN_TESTS:
            return f"tests that passed before the last edit and fail now: {moment.count}, among them {moment.case}"
        case StruggleKind.INEFFICIENT:
            return "the visible tests pass, and the submission was too slow on large input"
        case StruggleKind.SLOWER_RUN:
            return f"the last run took {moment.count} times as long as an earlier one with the same results"


def _final_facts(moment: FinalFeedback) -> Iterator[str]:
    yield f"the interview ended: {moment.reason}"
    for report in moment.questions:
        yield (
            f"question '{report.question_title}' ({report.difficulty.value}): "
            f"{'solved' if report.solved else 'not solved'}, {report.attempts} submissions, {report.runs} runs, "
            f"{report.hints} hints, {clock(report.spent_ms)}, at best {report.best_passed} of {report.total} tests"
        )
        for score in report.scores:
            yield f"  {score.dimension}: {_score(score.per_mille)}; {score.reason}"
    for score in moment.scores:
        yield f"overall {score.dimension}: {_score(score.per_mille)}; {score.reason}"
    for witness in moment.witnesses:
        yield f"[{witness.seq}] {witness.shows}"


def _score(per_mille: int | None) -> str:
    return "not observed" if per_mille is None else f"{per_mille} of 1000"


def clock(ms: int) -> str:
    """A time as people say it."""
    minutes, seconds = divmod(max(0, ms) // 1000, 60)
    return f"{minutes} min {seconds} s"


def results(cases: Sequence[CaseReport]) -> Iterator[str]:
    """A paragraph for each case, failed ones first and with what they show."""
    failed_first = sorted(cases, key=lambda case: case.passed)
    for case in failed_first[:CASES_SHOWN]:
        lines = [f"{case.name}: {case.outcome.value}"]
        if not case.passed:
            shown = {
                "expected": case.expected,
                "actual": case.actual,
                "error": case.error,
                "line": None if case.line is None else str(case.line),
                "output": case.output,
            }
            lines += [f"  {name}: {value[:CASE_FIELD_LIMIT]}" for name, value in shown.items() if value]
        yield "\n".join(lines)
    if len(cases) > CASES_SHOWN:
        yield f"(and {len(cases) - CASES_SHOWN} more)"
