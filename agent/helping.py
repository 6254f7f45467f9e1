"""When the assistant takes up, ends or declines a message, and how its level adapts: pure, over the state alone.

A level goes one step at a time. It rises when the candidate is stuck and falls when the work is not the
candidate's any more; both need new evidence since the last change, and a rest between, so that it never swings.
"""

from collections.abc import Iterator

from agent.state import AgentState
from agent.steps import Adapt, AssessPrompt, Assist, Decline, EndTurn, ReadPrompts, Step
from protocol.values import Assistance, Helpfulness, SessionStatus

LEVELS = (Helpfulness.CONSULTANT, Helpfulness.PAIR_PROGRAMMING, Helpfulness.FULL_COPILOT)

REST_MS = 180_000
"""Interview time between two changes of the level."""
FAILED_RUNS = 3
SHORT_PER_CENT = 20
"""Time is short when so much of it is left."""
LEANS_PER_CENT = 70
WRITTEN_ENOUGH = 400
"""Characters below which a share says nothing."""
ASKED_IN_A_ROW = 6


def helping(state: AgentState) -> Iterator[Step]:
    """What is due of the assistant: one turn at a time, in the order of the messages."""
    help_ = state.help
    if help_.turn is not None:
        why = why_ended(state)
        yield EndTurn(help_.turn.turn_id, why) if why is not None else Assist(help_.turn.message_id)
    elif help_.queue and state.status is SessionStatus.ACTIVE and not help_.paused:
        first = help_.queue[0].message_id
        yield Decline(first) if help_.kind is Assistance.OFF else Assist(first)


def assessing(state: AgentState) -> Iterator[AssessPrompt | ReadPrompts]:
    """The messages of which all is known that will be; a model reads those of a question together when it is over."""
    yield from (AssessPrompt(exchange.message_id) for exchange in state.exchanges.open if exchange.settled)
    if state.help.kind is Assistance.OFF:
        return
    for question_id in dict.fromkeys(asked.question_id for asked in state.exchanges.assessed):
        over = state.completing is not None or question_id != state.current_id
        if over and not any(exchange.question_id == question_id for exchange in state.exchanges.open):
            yield ReadPrompts(question_id)


def why_ended(state: AgentState) -> str | None:
    """Why the running turn has to end now, or None."""
    turn = state.help.turn
    if turn is None:
        return None
    if turn.stopped:
        return "it was stopped"
    if state.help.paused:
        return "the assistance was paused"
    if state.status is SessionStatus.PAUSED:
        return "the interview was paused"
    if state.status is not SessionStatus.ACTIVE:
        return "the interview ended"
    if turn.question_id != state.current_id:
        return "the next question came"
    return None


def adapting(state: AgentState, *, now_ms: int) -> Iterator[Adapt]:
    """The change of the level that is due, if any."""
    help_, lean = state.help, state.help.leaning
    record = state.record
    if help_.kind is not Assistance.AGENT or help_.locked or record is None or record.solved:
        return
    if now_ms - lean.since_ms < REST_MS:
        return
    place = LEVELS.index(help_.level)
    down = _leaning(state)
    up = None if down else _stuck(state, now_ms=now_ms)
    if down is not None and place > 0:
        yield Adapt(LEVELS[place - 1], down, lean.since_seq)
    elif up is not None and place + 1 < len(LEVELS):
        yield Adapt(LEVELS[place + 1], up, lean.since_seq)


def _stuck(state: AgentState, *, now_ms: int) -> str | None:
    lean = state.help.leaning
    if lean.failed_runs >= FAILED_RUNS:
        return f"{lean.failed_runs} runs in a row passed no more tests than before"
    # Once: what the level was raised for last time is no reason to raise it again.
    if now_ms >= time_short_ms(state) > lean.since_ms and lean.failed_runs:
        return f"less than {SHORT_PER_CENT} % of the time is left and the tests fail"
    return None


def _leaning(state: AgentState) -> str | None:
    lean = state.help.leaning
    written = lean.typed + lean.written
    if lean.written >= WRITTEN_ENOUGH and lean.written * 100 >= written * LEANS_PER_CENT:
        return f"the assistant wrote {lean.written * 100 // written} % of the new code"
    if lean.asked_in_a_row >= ASKED_IN_A_ROW:
        return f"{lean.asked_in_a_row} messages to the assistant without an edit between"
    return None


def time_short_ms(state: AgentState) -> int:
    """The interview time from which on time is short."""
    return state.duration_ms * (100 - SHORT_PER_CENT) // 100
