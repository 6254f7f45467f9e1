"""When runners are kept ready: while somebody works on the code. Pure.

A program that waits costs memory, so it waits only where it is likely to be used, and not for long.
"""

from collections.abc import Iterator

from agent.record import QuestionRecord
from agent.state import AgentState
from agent.steps import KeepWarm, Step
from protocol.values import SessionStatus

WARM_MS = 120_000
"""After the last edit; well before an idle workspace falls asleep."""


def warming(state: AgentState, record: QuestionRecord, *, now_ms: int) -> Iterator[Step]:
    """The runners that are to be ready now."""
    idle = now_ms >= cold_ms(state) or not record.touched
    if state.status is not SessionStatus.ACTIVE or idle or (state.run is not None and state.run.open):
        return
    yield KeepWarm(record.id, record.language, "cases")
    if record.language in record.tested:
        yield KeepWarm(record.id, record.language, "tests")


def cold_ms(state: AgentState) -> int:
    """The interview time from which on nothing is kept ready."""
    return state.last_edit_ms + WARM_MS
