"""The assistant's part: turns, tools, changes that wait for a verdict, and how much help there may be."""

from typing import Literal

from pydantic import Field

from protocol.facts import ChangedFile, EventBody, PromptReading, Score
from protocol.values import Actor, Audience, Helpfulness, Partner, QuestionId, ToolFault, TurnOutcome

# -- turns -----------------------------------------------------------------------------------------------


class AssistantTurnStarted(EventBody):
    """The assistant takes up the message `message_id`; one for the assistant without this is queued.

    `versions` are the documents that the model was shown.
    """

    event_type: Literal["assistant_turn_started"] = "assistant_turn_started"
    actor: Actor = Actor.ASSISTANT
    turn_id: str
    message_id: str
    question_id: QuestionId
    level: Helpfulness
    versions: dict[str, int]


class AssistantTurnEnded(EventBody):
    """The turn is over; `reason` says why when it was not answered. The counts are those of the whole turn."""

    event_type: Literal["assistant_turn_ended"] = "assistant_turn_ended"
    actor: Actor = Actor.ASSISTANT
    turn_id: str
    message_id: str
    outcome: TurnOutcome
    reason: str = ""
    tool_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost_micro_usd: int = 0
    duration_ms: int = 0


class AssistantRemembered(EventBody):
    """One message of the conversation with the model, exactly as it is sent: the assistant's only memory.

    `content` is the JSON text of the message's blocks.
    """

    event_type: Literal["assistant_remembered"] = "assistant_remembered"
    actor: Actor = Actor.ASSISTANT
    audience: Audience = Audience.SYSTEM
    turn_id: str
    question_id: QuestionId
    role: Literal["user", "assistant"]
    content: str


class AssistantStopRequested(EventBody):
    """Somebody wants the running turn to end now; what it has written stays until it is rejected."""

    event_type: Literal["assistant_stop_requested"] = "assistant_stop_requested"
    actor: Actor = Actor.CANDIDATE
    turn_id: str


class AssistantRated(EventBody):
    """What a person thinks of the assistant's help, from 1 to 5; the newest of each role counts."""

    event_type: Literal["assistant_rated"] = "assistant_rated"
    actor: Actor = Actor.CANDIDATE
    audience: Audience = Audience.INTERVIEWER
    rating: int = Field(ge=1, le=5)
    turn_id: str | None = None


class PromptAssessed(EventBody):
    """How well a message to the assistant was written, told when it is known what became of the answer.

    One score for each `PromptDimension`, by deterministic signals.
    """

    event_type: Literal["prompt_assessed"] = "prompt_assessed"
    audience: Audience = Audience.INTERVIEWER
    message_id: str
    question_id: QuestionId
    scores: list[Score]


class PromptsRead(EventBody):
    """What a model read in the messages of one question, when that was over.

    It stands beside `prompt_assessed` and replaces nothing of it. Without readings `reason` says why there are none.
    """

    event_type: Literal["prompts_read"] = "prompts_read"
    audience: Audience = Audience.INTERVIEWER
    question_id: QuestionId
    model: str
    readings: list[PromptReading]
    reason: str = ""


# -- tools -----------------------------------------------------------------------------------------------


class ToolUseStart(EventBody):
    """The assistant uses a tool; `input` is the JSON text of its input, cut to 4 KiB.

    With `waiting` the call waits for a `tool_use_decided`. An edit that appears while it is written starts with
    its path alone.
    """

    event_type: Literal["tool_use_start"] = "tool_use_start"
    actor: Actor = Actor.ASSISTANT
    turn_id: str
    tool_use_id: str
    tool_name: str
    input: str
    waiting: bool = False


class ToolUseDecided(EventBody):
    """A person lets a waiting call go on, or not."""

    event_type: Literal["tool_use_decided"] = "tool_use_decided"
    actor: Actor = Actor.CANDIDATE
    turn_id: str
    tool_use_id: str
    allowed: bool


class ToolUseComplete(EventBody):
    """What a tool gave, cut to 4 KiB of head and tail; `truncated`: the model got no more than a part either.

    `files` are those that it changed and that are no documents.
    """

    event_type: Literal["tool_use_complete"] = "tool_use_complete"
    actor: Actor = Actor.ASSISTANT
    turn_id: str
    tool_use_id: str
    tool_name: str
    output: str
    truncated: bool = False
    duration_ms: int
    files: list[ChangedFile] = Field(default_factory=list)


class ToolUseError(EventBody):
    """A call that was refused, failed or did not finish; `message` is what the model was told.

    `files` are those that it changed before that, and that still are so; none of them is a document.
    """

    event_type: Literal["tool_use_error"] = "tool_use_error"
    actor: Actor = Actor.ASSISTANT
    turn_id: str
    tool_use_id: str
    tool_name: str
    fault: ToolFault
    message: str
    duration_ms: int
    files: list[ChangedFile] = Field(default_factory=list)


# -- changes ---------------------------------------------------------------------------------------------


class AssistantChangeProposed(EventBody):
    """All that a turn wrote, to be taken or not as a whole.

    Its `code_changed` events have a `change_id` that begins with this one and a slash. `complete` is false when
    the turn ended before it was done.
    """

    event_type: Literal["assistant_change_proposed"] = "assistant_change_proposed"
    actor: Actor = Actor.ASSISTANT
    change_id: str
    turn_id: str
    question_id: QuestionId
    files: list[ChangedFile]
    complete: bool


class AssistantChangeAccepted(EventBody):
    event_type: Literal["assistant_change_accepted"] = "assistant_change_accepted"
    actor: Actor = Actor.CANDIDATE
    change_id: str


class AssistantChangeRejected(EventBody):
    """The change was taken back, also after it had been accepted: that is the undo.

    What others wrote meanwhile stays. `kept` names the files that could not be taken back.
    """

    event_type: Literal["assistant_change_rejected"] = "assistant_change_rejected"
    actor: Actor = Actor.CANDIDATE
    change_id: str
    after_acceptance: bool = False
    kept: list[str] = Field(default_factory=list)


# -- how much help there may be -----------------------------------------------------------------------------


class HelpfulnessChanged(EventBody):
    """From here the assistant may do what `level` allows. A `locked` level does not adapt by itself."""

    event_type: Literal["helpfulness_changed"] = "helpfulness_changed"
    level: Helpfulness
    before: Helpfulness
    reason: str
    locked: bool = False


class AssistancePaused(EventBody):
    """The assistant stops and starts no turn; messages for it wait. The interview goes on."""

    event_type: Literal["assistance_paused"] = "assistance_paused"
    actor: Actor = Actor.INTERVIEWER
    reason: str = ""


class AssistanceResumed(EventBody):
    event_type: Literal["assistance_resumed"] = "assistance_resumed"
    actor: Actor = Actor.INTERVIEWER


# -- the model ---------------------------------------------------------------------------------------------


class BudgetWarned(EventBody):
    """Most of what the session may spend on the model is spent; when it is all spent the scripted brain goes on."""

    event_type: Literal["budget_warned"] = "budget_warned"
    audience: Audience = Audience.INTERVIEWER
    used_per_cent: int
    spent_micro_usd: int
    calls: int


class CacheUnread(EventBody):
    """Several large requests in a row found nothing in the prompt cache, which makes them ten times as dear."""

    event_type: Literal["cache_unread"] = "cache_unread"
    audience: Audience = Audience.INTERVIEWER
    requests: int
    prompt_tokens: int


class LeakStopped(EventBody):
    """A request to the model held what no model may see, and was not sent; `what` names it without showing it."""

    event_type: Literal["leak_stopped"] = "leak_stopped"
    audience: Audience = Audience.INTERVIEWER
    voice: Partner
    what: str
