"""What an interviewer's acts do to the agent's state: a pure fold."""

from agent.state import MINUTE_MS, AgentState
from protocol.events import TakeoverBegun, TakeoverEnded, TimeExtended, Whispered, WhisperHeard

DirectionEvent = TimeExtended | Whispered | WhisperHeard | TakeoverBegun | TakeoverEnded


def fold_direction(state: AgentState, event: DirectionEvent, *, seq: int, now_ms: int) -> None:
    """Fold one act, which happened at `now_ms` of interview time."""
    match event:
        case TimeExtended():
            state.extended_ms += event.extra_ms
            left_ms = state.duration_ms - now_ms
            state.warned = {minutes for minutes in state.warned if left_ms <= minutes * MINUTE_MS}
        case Whispered():
            state.whispers[event.whisper_id] = event.text
        case WhisperHeard():
            state.whispers.pop(event.whisper_id, None)
        case TakeoverBegun():
            state.taken_over = True
            for attempt in state.submissions.values():
                # What was judged and not spoken of yet is the person's to speak of.
                if attempt.judged is not None and attempt.feedback_seq is None:
                    attempt.feedback_seq = seq
        case TakeoverEnded():
            # What was asked meanwhile, the person has answered.
            state.taken_over = False
            state.unanswered.clear()
            state.quiet_since_ms = now_ms
