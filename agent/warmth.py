"""When a runner is kept ready: while somebody works on code that has tests of its own. Pure.

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
    """The runner that is to be ready now, if one is."""
    if state.status is not SessionStatus.ACTIVE or record.language not in record.tested:
        return
    if record.touched and now_ms < cold_ms(state) and not (state.run is not None and state.run.open):
        yield KeepWarm(record.id, record.language)


def cold_ms(state: AgentState) -> int:
    """The interview time from which on nothing is kept ready."""
    return state.last_edit_ms + WARM_MS
