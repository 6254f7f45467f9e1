"""Facts, in the past tense: everything that can stand in a session's log.

An event's *body* is one of the models of `Event`. The server adds what only it can know (`seq`,
`timestamp`, `elapsed_ms`) when it commits; see `protocol.frames.splice_event`. Numbers are integers
(milliseconds, micro-dollars, per mille), keys are ASCII: the stored bytes are what is sent, hashed
and verified. A change here is additive, or it raises `v` and comes with an upcast.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from protocol.events.assistance import (
    AssistancePaused,
    AssistanceResumed,
    AssistantChangeAccepted,
    AssistantChangeProposed,
    AssistantChangeRejected,
    AssistantRated,
    AssistantRemembered,
    AssistantStopRequested,
    AssistantTurnEnded,
    AssistantTurnStarted,
    BudgetWarned,
    CacheUnread,
    HelpfulnessChanged,
    LeakStopped,
    PromptAssessed,
    PromptsRead,
    ToolUseComplete,
    ToolUseDecided,
    ToolUseError,
    ToolUseStart,
)
from protocol.events.course import (
    AgentRestarted,
    CandidateConnected,
    CandidateDisconnected,
    CodeChanged,
    CodeSnapshot,
    EndRequested,
    ErrorOccurred,
    FileOpened,
    InterviewCancelled,
    InterviewCompleted,
    InterviewCompleting,
    InterviewInitialized,
    InterviewInitializing,
    InterviewPaused,
    InterviewResumed,
    InterviewStarted,
    LanguageChanged,
    NextRequested,
    QuestionDrafted,
    QuestionDrafting,
    QuestionSelected,
    QuestionSelecting,
    SessionCreated,
    StartRequested,
    TimeWarning,
)
from protocol.events.direction import (
    NoteWritten,
    RubricRated,
    TakeoverBegun,
    TakeoverEnded,
    TimeExtended,
    Whispered,
    WhisperHeard,
)
from protocol.events.work import (
    AbilityEstimated,
    BrainFailed,
    ChatMessage,
    FeedbackGiven,
    FocusChanged,
    InactivityNudge,
    PageTiming,
    Pasted,
    ReportWritten,
    RunCancelled,
    RunRequested,
    StruggleDetected,
    SubmissionJudged,
    SubmitDetected,
    SubmitRequested,
    TestResult,
    TestsFinished,
    TestsStarted,
    UsageRecorded,
)
from protocol.events.workspace import (
    FileChanged,
    FilesChanged,
    TerminalInput,
    TerminalOutput,
    TerminalResized,
)

__all__ = [
    "AGENT_EVENT",
    "CLIENT_EVENT",
    "EVENT",
    "AbilityEstimated",
    "AgentEvent",
    "AgentFact",
    "AgentRestarted",
    "AssistancePaused",
    "AssistanceResumed",
    "AssistantChangeAccepted",
    "AssistantChangeProposed",
    "AssistantChangeRejected",
    "AssistantRated",
    "AssistantRemembered",
    "AssistantStopRequested",
    "AssistantTurnEnded",
    "AssistantTurnStarted",
    "BrainFailed",
    "BudgetWarned",
    "CacheUnread",
    "CandidateConnected",
    "CandidateDisconnected",
    "ChatMessage",
    "ClientEvent",
    "ClientFact",
    "CodeChanged",
    "CodeSnapshot",
    "EndRequested",
    "ErrorOccurred",
    "Event",
    "FeedbackGiven",
    "FileChanged",
    "FileOpened",
    "FilesChanged",
    "FocusChanged",
    "HelpfulnessChanged",
    "InactivityNudge",
    "InterviewCancelled",
    "InterviewCompleted",
    "InterviewCompleting",
    "InterviewInitialized",
    "InterviewInitializing",
    "InterviewPaused",
    "InterviewResumed",
    "InterviewStarted",
    "LanguageChanged",
    "LeakStopped",
    "NextRequested",
    "NoteWritten",
    "PageTiming",
    "Pasted",
    "PromptAssessed",
    "PromptsRead",
    "QuestionDrafted",
    "QuestionDrafting",
    "QuestionSelected",
    "QuestionSelecting",
    "ReportWritten",
    "RubricRated",
    "RunCancelled",
    "RunRequested",
    "ServerFact",
    "SessionCreated",
    "StartRequested",
    "StruggleDetected",
    "SubmissionJudged",
    "SubmitDetected",
    "SubmitRequested",
    "TakeoverBegun",
    "TakeoverEnded",
    "TerminalInput",
    "TerminalOutput",
    "TerminalResized",
    "TestResult",
    "TestsFinished",
    "TestsStarted",
    "TimeExtended",
    "TimeWarning",
    "ToolUseComplete",
    "ToolUseDecided",
    "ToolUseError",
    "ToolUseStart",
    "UsageRecorded",
    "WhisperHeard",
    "Whispered",
]

ClientFact = FileOpened | FocusChanged | Pasted | PageTiming
"""What a front end may tell."""

AgentFact = (
    InterviewInitializing
    | InterviewInitialized
    | QuestionSelecting
    | QuestionSelected
    | QuestionDrafting
    | QuestionDrafted
    | InterviewStarted
    | TimeWarning
    | InterviewCompleting
    | InterviewCompleted
    | ErrorOccurred
    | SubmitDetected
    | TestsStarted
    | TestResult
    | TestsFinished
    | SubmissionJudged
    | AbilityEstimated
    | FeedbackGiven
    | ChatMessage
    | InactivityNudge
    | StruggleDetected
    | BrainFailed
    | UsageRecorded
    | ReportWritten
    | AssistantTurnStarted
    | AssistantTurnEnded
    | AssistantRemembered
    | ToolUseStart
    | ToolUseComplete
    | ToolUseError
    | AssistantChangeProposed
    | HelpfulnessChanged
    | BudgetWarned
    | CacheUnread
    | LeakStopped
    | PromptAssessed
    | PromptsRead
    | WhisperHeard
)
"""What an agent may say; the server refuses anything else that comes through a pipe."""

ServerFact = (
    SessionCreated
    | StartRequested
    | NextRequested
    | InterviewPaused
    | InterviewResumed
    | EndRequested
    | InterviewCancelled
    | AgentRestarted
    | CandidateConnected
    | CandidateDisconnected
    | CodeChanged
    | CodeSnapshot
    | LanguageChanged
    | FileChanged
    | FilesChanged
    | TerminalInput
    | TerminalOutput
    | TerminalResized
    | RunRequested
    | RunCancelled
    | SubmitRequested
    | AssistantStopRequested
    | AssistantRated
    | ToolUseDecided
    | AssistantChangeAccepted
    | AssistantChangeRejected
    | AssistancePaused
    | AssistanceResumed
    | NoteWritten
    | RubricRated
    | Whispered
    | TimeExtended
    | TakeoverBegun
    | TakeoverEnded
)
"""What the server commits for people and for itself."""

ClientEvent = Annotated[ClientFact, Field(discriminator="event_type")]
AgentEvent = Annotated[AgentFact, Field(discriminator="event_type")]
Event = Annotated[AgentFact | ServerFact | ClientFact, Field(discriminator="event_type")]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
AGENT_EVENT: TypeAdapter[AgentEvent] = TypeAdapter(AgentEvent)
CLIENT_EVENT: TypeAdapter[ClientEvent] = TypeAdapter(ClientEvent)
