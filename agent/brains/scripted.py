"""The interviewer without a model: set lines, chosen by tone and session, filled with the facts.

It says what it is. What it adds to a line is only what it can read off the scene: the statement, the
visible results, the clock.
"""

import hashlib
from collections.abc import Sequence

from agent.brains import lines
from agent.brains.base import (
    Answer,
    BrainError,
    Ear,
    FinalFeedback,
    Guidance,
    IntroduceQuestion,
    Moment,
    Nudge,
    OfferHelp,
    Scene,
    SubmissionFeedback,
    Welcome,
)
from agent.brains.report_words import conclusion
from agent.brains.statement_words import relevant_sentence
from agent.intents import Intent, intent_of
from protocol.events import UsageRecorded
from protocol.facts import CaseReport, Claim
from protocol.values import Language, StruggleKind

MINUTE_MS = 60_000
SHOWN = 160
"""Characters of a value that are quoted in a sentence."""


class ScriptedBrain:
    """Puts moments into set words; it costs nothing."""

    @property
    def name(self) -> str:
        """`scripted`, which is also what it tells the candidate."""
        return "scripted"

    def remember(self, usage: UsageRecorded) -> None:
        """Nothing is spent here."""

    async def close(self) -> None:
        """Nothing is held here."""

    async def speak(self, moment: Moment, scene: Scene, ear: Ear) -> str:  # noqa: ARG002
        """What the interviewer says: whole at once, so that nothing of it is heard on the way.

        Raises:
            BrainError: for a wish, which takes more than set words.
        """
        return _words(moment, scene)

    async def conclude(self, moment: FinalFeedback, scene: Scene, ear: Ear) -> tuple[Claim, ...]:  # noqa: ARG002
        """The prose of the report, from its scores."""
        return conclusion(moment, candidate=scene.candidate_name)


def _words(moment: Moment, scene: Scene) -> str:
    match moment:
        case Welcome():
            return _welcome(scene)
        case IntroduceQuestion():
            return _introduce(scene)
        case Nudge():
            return _nudge(moment, scene)
        case OfferHelp():
            return _offer(moment, scene)
        case Answer():
            return _answer(moment, scene)
        case SubmissionFeedback():
            return _feedback(moment, scene)
        case FinalFeedback():
            return _goodbye(moment, scene)
        case Guidance():
            raise BrainError("the scripted interviewer speaks by set lines: write to the candidate, or take over")


def _pick(options: Sequence[str], scene: Scene, occasion: str) -> str:
    """One wording: the same for the same session and occasion, another for another."""
    question = scene.question.id if scene.question is not None else ""
    digest = hashlib.sha256(f"{scene.session_id} {question} {occasion}".encode()).digest()
    return options[int.from_bytes(digest[:4], "big") % len(options)]


def _toned(wordings: lines.Wordings, scene: Scene, occasion: str) -> str:
    return _pick(wordings[scene.mode], scene, occasion)


def _name(scene: Scene) -> str:
    first = scene.candidate_name.split()
    return f", {first[0]}" if first else ""


def _minutes(ms: int) -> str:
    whole = max(0, round(ms / MINUTE_MS))
    return "less than a minute" if ms < MINUTE_MS else f"{whole} minute{'s' if whole != 1 else ''}"


def _marker(scene: Scene) -> str:
    return "# submit" if scene.language in (None, Language.PYTHON) else "// submit"


# -- the course of the interview ----------------------------------------------------------------------


def _welcome(scene: Scene) -> str:
    greeting = _toned(lines.WELCOME, scene, "welcome").format(name=_name(scene))
    for_what = [part for part in (scene.context.role, scene.context.company) if part]
    purpose = f" This is for {' at '.join(for_what)}." if for_what else ""
    how = _pick(lines.HOW_IT_GOES, scene, "how").format(minutes=_minutes(scene.remaining_ms), marker=_marker(scene))
    return f"{greeting}{purpose} {how}"


def _introduce(scene: Scene) -> str:
    question = scene.question
    assert question is not None, "introduced when it is shown"
    text = _toned(lines.INTRODUCE, scene, "introduce").format(
        title=question.title, topics=_listed(question.topics), estimate=question.estimated_minutes
    )
    return (_pick(lines.NEXT_ONE, scene, "next") if scene.earlier else "") + text


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _nudge(moment: Nudge, scene: Scene) -> str:
    opening = _toned(lines.NUDGE_OPEN, scene, f"nudge {moment.level} {moment.idle_ms // MINUTE_MS}")
    if moment.level == 0:
        return f"{opening}{moment.hint}"
    return f"{opening}{_standing(scene)}{moment.hint}"


def _standing(scene: Scene) -> str:
    """Where the code stands, in one sentence, so that the hint has ground under it."""
    failing = _first_failing(scene.cases)
    if failing is not None:
        return f"{_case_fact(failing)} "
    if scene.cases:
        return "All visible cases passed when they were last run. "
    return ""


def _first_failing(cases: Sequence[CaseReport]) -> CaseReport | None:
    return next((case for case in cases if not case.passed and not case.hidden), None)


def _case_fact(case: CaseReport, subject: str | None = None) -> str:
    """What a failed case shows, as a sentence on `subject`, by default the case's name."""
    subject = subject or f"“{case.name}”"
    if case.error and case.actual is None:
        at = f" (line {case.line})" if case.line else ""
        return f"{subject} ends with {_cut(case.error.strip().splitlines()[-1])}{at}."
    if case.actual is not None and case.expected is not None:
        return f"{subject} expects {_cut(case.expected)} and gets {_cut(case.actual)}."
    return f"{subject} fails ({case.outcome.value.replace('_', ' ')})."


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _offer(moment: OfferHelp, scene: Scene) -> str:
    failing = next((case for case in scene.cases if case.name == moment.case and not case.passed), None)
    facts = _case_fact(failing, "It") if failing is not None else ""
    wordings = lines.OFFERS[moment.kind]
    line = _toned(wordings, scene, f"offer {moment.case} {moment.count}").replace("{count}th", _ordinal(moment.count))
    said = " ".join(line.format(case=moment.case, count=moment.count, facts=facts).split())
    if moment.kind is StruggleKind.REPEATED_FAILURE:
        said = f"{said} {moment.hint}"
    return f"{said} {_pick(lines.FIX, scene, 'fix')}" if moment.fix else said


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def _feedback(moment: SubmissionFeedback, scene: Scene) -> str:
    if moment.accepted:
        attempts = "" if scene.attempts <= 1 else f", on attempt {scene.attempts}"
        text = _toned(lines.ACCEPTED, scene, "accepted").format(total=moment.total, attempts=attempts)
        follow_ups = scene.question.follow_ups if scene.question is not None else ()
        if follow_ups:
            thought = _pick(follow_ups, scene, "follow-up")
            text += " " + _pick(lines.FOLLOW_UP, scene, "beyond").format(text=thought)
        return text
    occasion = f"not accepted {scene.attempts}"
    text = _toned(lines.NOT_ACCEPTED, scene, occasion).format(
        passed=moment.passed, total=moment.total, message=moment.message
    )
    if scene.cases and all(case.passed for case in scene.cases):
        text += " " + _pick(lines.ONLY_HIDDEN, scene, occasion)
    return f"{text} {_toned(lines.GO_ON, scene, occasion)}"


def _goodbye(moment: FinalFeedback, scene: Scene) -> str:
    solved = sum(report.solved for report in moment.questions)
    asked = len(moment.questions)
    attempts = sum(report.attempts for report in moment.questions)
    questions = f"{solved} of {asked} question{'s' if asked != 1 else ''}"
    facts = f"You solved {questions} with {attempts} submission{'s' if attempts != 1 else ''}."
    if not asked:
        facts = "No question was shown."
    elif not attempts:
        facts = "Nothing was handed in this time."
    return _toned(lines.GOODBYE, scene, "goodbye").format(name=_name(scene), reason=moment.reason, facts=facts)


# -- the chat -------------------------------------------------------------------------------------------


def _answer(moment: Answer, scene: Scene) -> str:
    occasion = f"answer {moment.text}"
    match intent_of(moment.text):
        case Intent.HINT:
            return _hint(scene, occasion)
        case Intent.TIME:
            return f"You have {_minutes(scene.remaining_ms)} left."
        case Intent.HOW_SUBMIT:
            return _pick(lines.HOW_SUBMIT, scene, occasion).format(marker=_marker(scene))
        case Intent.HOW_RUN:
            return _pick(lines.HOW_RUN, scene, occasion)
        case Intent.SOLUTION:
            return _pick(lines.SOLUTION, scene, occasion)
        case Intent.HIDDEN_CASES:
            return _pick(lines.HIDDEN, scene, occasion)
        case Intent.WHO:
            return _pick(lines.WHO, scene, occasion)
        case Intent.THANKS:
            return _toned(lines.THANKS, scene, occasion)
        case Intent.GREETING:
            return _toned(lines.GREETING, scene, occasion)
        case Intent.PROGRESS:
            return _progress(scene)
        case Intent.QUESTION:
            return _clarified(moment, scene, occasion)
        case Intent.STATEMENT:
            return _toned(lines.NOTED, scene, occasion)


def _hint(scene: Scene, occasion: str) -> str:
    hints = scene.question.hints if scene.question is not None else ()
    if scene.hints_given >= len(hints):
        return _pick(lines.NO_MORE_HINTS, scene, occasion).format(facts=_progress(scene))
    return f"{_toned(lines.HINT_OPEN, scene, occasion)}{_standing(scene)}{hints[scene.hints_given]}"


def _progress(scene: Scene) -> str:
    if not scene.cases:
        return "Nothing has been run on this question yet: run the visible tests and you will see how it stands."
    failing = _first_failing(scene.cases)
    counts = f"In the last run {scene.passed} of {scene.total} visible cases passed."
    if failing is None:
        return f"{counts} Hidden ones are judged when you hand in."
    return f"{counts} {_case_fact(failing)}"


def _clarified(moment: Answer, scene: Scene, occasion: str) -> str:
    found = relevant_sentence(moment.text, scene.question.statement) if scene.question is not None else None
    if found is None:
        return _pick(lines.HONEST, scene, occasion)
    return f"The statement says on that: “{' '.join(found.split())}”"
