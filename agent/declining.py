"""What the assistant says where there is none: that it is not available, why, and who helps instead."""

from agent.policy import speech_id
from agent.ports import Link
from agent.settings import AgentSettings
from agent.state import AgentState
from protocol.events import AssistantTurnEnded, AssistantTurnStarted, ChatMessage
from protocol.values import Actor, Assistance, TurnOutcome


async def decline(state: AgentState, link: Link, settings: AgentSettings, message_id: str) -> None:
    """Answer a message for an assistant that is not there."""
    assert state.record is not None, "messages are taken up on a question"
    turn_id = speech_id(state.session_id, f"turn {message_id}")
    why = _why(state, settings)
    if state.help.turn is None:
        await link.emit(
            AssistantTurnStarted(
                turn_id=turn_id,
                message_id=message_id,
                question_id=state.record.id,
                level=state.help.level,
                versions=state.versions(),
            )
        )
    text = f"The assistant is not available: {why}. The interviewer is there: ask in that chat, also for a hint."
    said = speech_id(state.session_id, f"assist {turn_id} 0")
    await link.emit(
        ChatMessage(actor=Actor.ASSISTANT, message_id=said, text=text, in_reply_to=message_id, to="assistant")
    )
    await link.emit(
        AssistantTurnEnded(turn_id=turn_id, message_id=message_id, outcome=TurnOutcome.UNAVAILABLE, reason=why)
    )


async def close_without_model(state: AgentState, link: Link, reason: str) -> None:
    """End a turn that an agent with a model began."""
    turn = state.help.turn
    assert turn is not None, "a turn is under way"
    await link.emit(
        AssistantTurnEnded(turn_id=turn.turn_id, message_id=turn.message_id, outcome=TurnOutcome.STOPPED, reason=reason)
    )


def _why(state: AgentState, settings: AgentSettings) -> str:
    if not settings.uses_claude:
        return "this server runs without an AI model (no ANTHROPIC_API_KEY is set)"
    if settings.assistance(state.session_id) is Assistance.OFF:
        return "this interview is held without it"
    return "it was not there when this interview began"
