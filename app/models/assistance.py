"""What the server knows of a session's assistant: a pure fold, part of `SessionView`."""

from dataclasses import dataclass, field

from protocol.events import (
    AssistancePaused,
    AssistanceResumed,
    AssistantChangeAccepted,
    AssistantChangeProposed,
    AssistantChangeRejected,
    AssistantTurnEnded,
    AssistantTurnStarted,
    Event,
    HelpfulnessChanged,
    InterviewInitialized,
    SessionCreated,
    ToolUseDecided,
    ToolUseError,
    ToolUseStart,
)
from protocol.values import Assistance, Helpfulness


@dataclass(slots=True)
class ProposedChange:
    """A change of the assistant, and what people decided on it."""

    event: AssistantChangeProposed
    accepted: bool = False
    rejected: bool = False


@dataclass(slots=True)
class AssistanceView:
    """The level, the running turn, what waits for a decision."""

    kind: Assistance = Assistance.OFF
    level: Helpfulness = Helpfulness.CONSULTANT
    locked: bool = False
    paused: bool = False
    turn_id: str | None = None
    """The turn that runs."""
    waiting: dict[str, str] = field(default_factory=dict)
    """Calls that wait for a person, with their turns."""
    changes: dict[str, ProposedChange] = field(default_factory=dict)

    def apply(self, event: Event) -> None:
        """Fold one event."""
        match event:
            case SessionCreated():
                self.level = event.helpfulness
            case InterviewInitialized():
                self.kind = event.assistance
            case HelpfulnessChanged():
                self.level, self.locked = event.level, event.locked
            case AssistancePaused():
                self.paused = True
            case AssistanceResumed():
                self.paused = False
            case AssistantTurnStarted():
                self.turn_id = event.turn_id
            case AssistantTurnEnded():
                self.turn_id = None
                self.waiting.clear()
            case ToolUseStart(waiting=True):
                self.waiting[event.tool_use_id] = event.turn_id
            case ToolUseDecided() | ToolUseError():
                self.waiting.pop(event.tool_use_id, None)
            case AssistantChangeProposed():
                self.changes[event.change_id] = ProposedChange(event)
            case AssistantChangeAccepted():
                self.changes[event.change_id].accepted = True
            case AssistantChangeRejected():
                self.changes[event.change_id].rejected = True
            case _:
                pass


FOLDED = (
    HelpfulnessChanged,
    AssistancePaused,
    AssistanceResumed,
    AssistantTurnStarted,
    AssistantTurnEnded,
    ToolUseStart,
    ToolUseDecided,
    ToolUseError,
    AssistantChangeProposed,
    AssistantChangeAccepted,
    AssistantChangeRejected,
)
"""What `AssistanceView.apply` folds, beside the session's beginning."""
