"""The facts of a moment, taken from the state for a brain: nothing in them is hidden from the candidate."""

from collections.abc import Iterator

from agent.brains.base import Line, Scene
from agent.documents import texts
from agent.record import QuestionRecord
from agent.state import AgentState
from bank.models import PublicQuestion
from protocol.values import Actor

TALK_SHOWN = 100


def scene_of(state: AgentState, question: PublicQuestion | None, *, now_ms: int) -> Scene:
    """The scene at `now_ms` of interview time; `question` is the one at work."""
    assert state.created is not None, "a scene needs a session"
    record = state.record
    cases = tuple(record.cases) if record is not None else ()
    judged = [a for a in state.attempts_on(record.id) if a.judged is not None] if record is not None else []
    since = record.seq if record is not None else 0
    return Scene(
        session_id=state.session_id,
        candidate_name=state.candidate_name,
        mode=state.mode,
        context=state.created.context,
        question=question,
        language=record.language if record is not None else None,
        code=texts(state.shown),
        before=_before(record) if record is not None else {},
        tested=record is not None and bool(record.results_version),
        cases=cases,
        passed=sum(case.passed for case in cases),
        total=len(cases),
        attempts=len(judged),
        hints_given=record.rung if record is not None else 0,
        elapsed_ms=now_ms,
        remaining_ms=max(0, state.duration_ms - now_ms),
        earlier=tuple(earlier(state)),
        talk=tuple(
            Line(one.who.value, one.text)
            for one in state.talk[-TALK_SHOWN:]
            if one.seq > since and one.who in (Actor.CANDIDATE, Actor.INTERVIEWER, Actor.AGENT)
        ),
    )


def _before(record: QuestionRecord) -> dict[str, str]:
    """The code that the newest results belong to, or that the candidate began with."""
    return record.results_version or {path: document.starter for path, document in record.shown.items()}


def earlier(state: AgentState) -> Iterator[str]:
    """A line for each question before this one."""
    for record in state.records.values():
        if record.id != state.current_id:
            solved = "solved" if record.solved else "not solved"
            handed_in = len(state.attempts_on(record.id))
            title = record.event.question_title
            yield f"earlier question '{title}': {solved}, {record.runs} runs, {handed_in} submissions"
