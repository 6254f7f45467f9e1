"""A session as its log tells it: pure folds over events, with no I/O.

The law: the view after some events, folded on, equals the view folded from the start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.models.assistance import FOLDED as ASSISTED
from app.models.assistance import AssistanceView
from app.models.documents import Document, opened
from protocol.events import (
    AgentRestarted,
    CandidateConnected,
    CandidateDisconnected,
    CodeChanged,
    CodeSnapshot,
    EndRequested,
    ErrorOccurred,
    Event,
    InterviewCancelled,
    InterviewCompleted,
    InterviewCompleting,
    InterviewInitialized,
    InterviewInitializing,
    InterviewPaused,
    InterviewResumed,
    InterviewStarted,
    LanguageChanged,
    NoteWritten,
    QuestionSelected,
    QuestionSelecting,
    ReportWritten,
    RunCancelled,
    RunRequested,
    SessionCreated,
    StartRequested,
    SubmissionJudged,
    SubmitDetected,
    SubmitRequested,
    TakeoverBegun,
    TakeoverEnded,
    TerminalOutput,
    TestsFinished,
    TimeExtended,
)
from protocol.facts import (
    QuestionFile,
)
from protocol.frames import Envelope
from protocol.values import Phase, SessionStatus, code_hash

MINUTE_MS = 60_000

_STATUS: dict[type, SessionStatus] = {
    SessionCreated: SessionStatus.CREATED,
    StartRequested: SessionStatus.STARTING,
    InterviewStarted: SessionStatus.ACTIVE,
    InterviewPaused: SessionStatus.PAUSED,
    InterviewResumed: SessionStatus.ACTIVE,
    EndRequested: SessionStatus.COMPLETING,
    InterviewCompleting: SessionStatus.COMPLETING,
    InterviewCompleted: SessionStatus.COMPLETED,
    InterviewCancelled: SessionStatus.CANCELLED,
}


def status_after(event: Event) -> SessionStatus | None:
    """The status that an event moves its session to, or None."""
    status = _STATUS.get(type(event))
    if status is None and isinstance(event, ErrorOccurred) and event.fatal:
        return SessionStatus.FAILED
    return status


@dataclass(slots=True)
class SessionView:
    """Everything the server knows about one session, from its events alone."""

    created: SessionCreated | None = None
    created_at: str = ""
    status: SessionStatus = SessionStatus.CREATED
    phase: Phase | None = None
    candidate_name: str = ""
    interview_mode: str = ""
    question: QuestionSelected | None = None
    language: str | None = None
    asked: list[str] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    """Of every language that the question was worked on in."""
    paths: list[str] = field(default_factory=list)
    """The documents of the present language, the main one first."""
    opened_seq: int = 0
    """The event that opened the documents: their whole past comes after it."""
    submissions: dict[tuple[str, str], str] = field(default_factory=dict)
    """The newest submission of each code that was handed in: its id by question id and code hash."""
    unjudged: set[str] = field(default_factory=set)
    """Submissions that our machinery could not judge: the same code may be handed in again."""
    judged: dict[str, SubmissionJudged] = field(default_factory=dict)
    open_run: str | None = None
    generation: int = 0
    brain: str = ""
    connected: set[str] = field(default_factory=set)
    report: ReportWritten | None = None
    assistance: AssistanceView = field(default_factory=AssistanceView)
    extended_ms: int = 0
    taken_over: bool = False
    """A person leads the talk."""
    notes: dict[str, int] = field(default_factory=dict)
    """The interviewer's notes by id: the moment each is pinned to."""
    terminal_bytes: int = 0
    """About how much terminal output the log holds."""
    elapsed_ms: int = 0
    head: int = 0

    @property
    def duration_ms(self) -> int:
        """Interview time granted, accommodations and extensions included."""
        if self.created is None:
            return 0
        granted_ms = self.created.duration_ms + self.created.context.accommodations.extra_time_minutes * MINUTE_MS
        return granted_ms + self.extended_ms

    def code_hash(self) -> str:
        """What the candidate's documents of the present language are, as one hash."""
        documents = ((path, self.documents[path]) for path in self.paths)
        return code_hash({path: document.text for path, document in documents if not document.readonly})

    def versions(self) -> dict[str, int]:
        """The version of each document of the present language."""
        return {path: self.documents[path].version for path in self.paths}

    def files(self) -> list[QuestionFile]:
        """All documents as they are now."""
        return [
            QuestionFile(path=path, content=doc.text, readonly=doc.readonly, role=doc.role)  # type: ignore[arg-type]
            for path, doc in self.documents.items()
        ]

    def document_of(self, event: CodeChanged | CodeSnapshot) -> Document | None:
        """The document an event is about; None for a change that came just after the next question."""
        if self.question is None or event.question_id != self.question.question_id:
            return None
        return self.documents.get(event.path)

    def apply(self, envelope: Envelope) -> None:
        """Fold one committed event."""
        self.head, self.elapsed_ms = envelope.seq, envelope.elapsed_ms
        event = envelope.event
        status = status_after(event)
        if status is not None:
            self.status = status
        fold_one = _FOLDS.get(type(event))
        if fold_one is not None:
            fold_one(self, envelope)


def _fold_code(view: SessionView, envelope: Envelope) -> None:
    event = envelope.event
    match event:
        case CodeChanged():
            if (document := view.document_of(event)) is not None:
                document.change(event)
        case CodeSnapshot():
            if (document := view.document_of(event)) is not None:
                document.replace(event)
        case QuestionSelected():
            view.question, view.language = event, event.language
            view.asked.append(event.question_id)
            view.documents, view.opened_seq = opened(event.files), envelope.seq
            view.paths = list(view.documents)
            view.phase, view.open_run = Phase.WORKING, None
        case LanguageChanged():
            if view.question is not None and view.question.question_id == event.question_id:
                view.question, view.language = event.asked(view.question), event.language
                view.documents |= opened(event.files)
                view.paths, view.open_run = event.paths, None
        case TerminalOutput():
            view.terminal_bytes += len(event.text)


def _fold_work(view: SessionView, envelope: Envelope) -> None:
    event = envelope.event
    match event:
        case RunRequested():
            view.open_run = event.run_id
        case RunCancelled():
            view.open_run = None
        case SubmitRequested() | SubmitDetected():
            view.submissions[event.question_id, event.code_hash] = event.submission_id
            if isinstance(event, SubmitDetected):
                view.phase = Phase.JUDGING
        case TestsFinished():
            if event.run_id == view.open_run:
                view.open_run = None
            if event.kind == "submission":
                view.phase = Phase.WORKING
                if event.error is not None:
                    view.unjudged.add(event.run_id)
        case SubmissionJudged():
            view.unjudged.discard(event.submission_id)
            view.judged[event.submission_id] = event
        case ReportWritten():
            view.report = event


def _fold_course(view: SessionView, envelope: Envelope) -> None:
    event = envelope.event
    match event:
        case SessionCreated():
            view.created, view.created_at = event, envelope.timestamp
            view.candidate_name, view.interview_mode = event.candidate_name, event.interview_mode
            view.language = event.language
            view.assistance.apply(event)
        case StartRequested():
            view.candidate_name = event.candidate_name or view.candidate_name
            view.interview_mode = event.interview_mode or view.interview_mode
        case InterviewInitializing():
            view.phase, view.generation = Phase.INITIALIZING, event.generation
        case InterviewInitialized():
            view.brain = event.brain
            view.assistance.apply(event)
        case QuestionSelecting():
            view.phase = Phase.SELECTING
        case InterviewStarted():
            view.phase = Phase.WORKING
        case InterviewCompleting():
            view.phase = Phase.COMPLETING
        case InterviewCompleted():
            view.phase = Phase.DONE
        case AgentRestarted():
            view.generation = event.generation
        case CandidateConnected():
            view.connected.add(event.connection_id)
        case CandidateDisconnected():
            view.connected.discard(event.connection_id)


def _fold_direction(view: SessionView, envelope: Envelope) -> None:
    event = envelope.event
    match event:
        case TimeExtended():
            view.extended_ms += event.extra_ms
        case TakeoverBegun():
            view.taken_over = True
        case TakeoverEnded():
            view.taken_over = False
        case NoteWritten(text=""):
            view.notes.pop(event.note_id, None)
        case NoteWritten():
            view.notes[event.note_id] = event.at_seq


def _fold_assistance(view: SessionView, envelope: Envelope) -> None:
    view.assistance.apply(envelope.event)


_BY: tuple[tuple[Callable[[SessionView, Envelope], None], tuple[type, ...]], ...] = (
    (_fold_code, (CodeChanged, CodeSnapshot, QuestionSelected, LanguageChanged, TerminalOutput)),
    (
        _fold_work,
        (RunRequested, RunCancelled, SubmitRequested, SubmitDetected, TestsFinished, SubmissionJudged, ReportWritten),
    ),
    (
        _fold_course,
        (
            SessionCreated,
            StartRequested,
            InterviewInitializing,
            InterviewInitialized,
            QuestionSelecting,
            InterviewStarted,
            InterviewCompleting,
            InterviewCompleted,
            AgentRestarted,
            CandidateConnected,
            CandidateDisconnected,
        ),
    ),
    (_fold_direction, (TimeExtended, TakeoverBegun, TakeoverEnded, NoteWritten)),
    (_fold_assistance, ASSISTED),
)
_FOLDS = {kind: fold_one for fold_one, kinds in _BY for kind in kinds}
"""Looked up by type: a chain of cases would be walked for each event, and most change nothing here."""

FOLDED: frozenset[type] = frozenset({*_FOLDS, *_STATUS, ErrorOccurred})
"""The types of events that change more of a view than where it is."""


def fold(envelopes: Iterable[Envelope], view: SessionView | None = None) -> SessionView:
    """`view` (a new one, when None) after `envelopes`."""
    view = view if view is not None else SessionView()
    for envelope in envelopes:
        view.apply(envelope)
    return view
