"""What the candidate does beside the editor is work too."""

import pytest

from agent.fold import apply
from agent.state import AgentState
from protocol.events import Event, FileChanged, TerminalInput, TerminalOutput
from protocol.frames import Envelope
from protocol.values import Actor


def after(event: Event) -> AgentState:
    state = AgentState()
    apply(state, Envelope(session_id="s", seq=1, timestamp="", elapsed_ms=9000, event=event))
    return state


@pytest.mark.parametrize(
    "event",
    [TerminalInput(terminal="main", text="ls"), FileChanged(actor=Actor.CANDIDATE, path="a", kind="create")],
)
def test_typing_in_a_terminal_and_changing_files_end_the_silence(event: Event) -> None:
    assert (after(event).last_work_ms, after(event).quiet_since_ms) == (9000, 9000)


@pytest.mark.parametrize(
    "event", [TerminalOutput(terminal="main", text="tick"), FileChanged(path="a.log", kind="write")]
)
def test_what_programs_do_by_themselves_does_not(event: Event) -> None:
    assert (after(event).last_work_ms, after(event).quiet_since_ms) == (0, 0)
