"""The report as a pure fold: what the agent wrote, and the moments it rests on.

Folded from a filtered log it holds only what that role may see; nothing has to be taken out.
"""

from app.models.help_report import HelpFold, with_request
from app.models.prompt_report import PromptFold
from app.models.report_out import (
    AbilityStep,
    ModelUsage,
    Moment,
    ReportedNote,
    ReportedRating,
    ReportedSession,
    ReportedSubmission,
    ReportOut,
    Struggle,
)
from protocol.events import (
    AbilityEstimated,
    AgentRestarted,
    BrainFailed,
    BudgetWarned,
    CacheUnread,
    ChatMessage,
    InactivityNudge,
    InterviewCompleted,
    InterviewCompleting,
    InterviewPaused,
    InterviewResumed,
    InterviewStarted,
    LanguageChanged,
    LeakStopped,
    NoteWritten,
    QuestionSelected,
    ReportWritten,
    RubricRated,
    SessionCreated,
    StartRequested,
    StruggleDetected,
    SubmissionJudged,
    TakeoverBegun,
    TakeoverEnded,
    TestsFinished,
    TimeExtended,
    TimeWarning,
    UsageRecorded,
)
from protocol.frames import Envelope
from protocol.values import Actor, StruggleKind

MOMENTS = (
    InterviewStarted,
    QuestionSelected,
    LanguageChanged,
    TestsFinished,
    SubmissionJudged,
    InactivityNudge,
    StruggleDetected,
    InterviewPaused,
    InterviewResumed,
    TakeoverBegun,
    TakeoverEnded,
    TimeExtended,
    TimeWarning,
    AgentRestarted,
    BrainFailed,
    BudgetWarned,
    CacheUnread,
    LeakStopped,
    InterviewCompleting,
    InterviewCompleted,
)


MINUTE_MS = 60_000


class ReportFold:
    """Gathers a report from events in order."""

    def __init__(self) -> None:
        self._session: ReportedSession | None = None
        self._written: ReportWritten | None = None
        self._submissions: list[ReportedSubmission] = []
        self._timeline: list[Moment] = []
        self._ability: list[AbilityStep] = []
        self._struggles: list[Struggle] = []
        self._notes: dict[str, ReportedNote] = {}
        self._ratings: dict[tuple[str, str], ReportedRating] = {}
        self._elapsed_ms: dict[int, int] = {}
        self._messages = 0
        self._usage: ModelUsage | None = None
        self._help = HelpFold()
        self._prompts = PromptFold()

    def apply(self, envelope: Envelope) -> None:
        """Take one event; the first one of a log is `session_created`."""
        event, seq = envelope.event, envelope.seq
        if isinstance(event, SessionCreated):
            self._session = ReportedSession(
                session_id=event.session_id,
                interview_type=event.interview_type,
                candidate_name=event.candidate_name,
                interview_mode=event.interview_mode,
                context=event.context,
                created_at=envelope.timestamp,
                duration_ms=event.duration_ms,
            )
        assert self._session is not None, "folded from its middle"
        self._session.elapsed_ms = self._elapsed_ms[seq] = envelope.elapsed_ms
        self._help.apply(envelope)
        self._prompts.apply(event, seq)
        if isinstance(event, MOMENTS):
            self._timeline.append(
                Moment(seq=seq, elapsed_ms=envelope.elapsed_ms, event_type=event.event_type, text=_words(event))
            )
        match event:
            case StartRequested():
                self._session.candidate_name = event.candidate_name or self._session.candidate_name
                self._session.interview_mode = event.interview_mode or self._session.interview_mode
            case SubmissionJudged():
                self._submissions.append(ReportedSubmission(seq=seq, **dict(event)))
            case AbilityEstimated(question_id=question_id, ability_milli=ability, error_milli=error):
                step = AbilityStep(seq=seq, question_id=question_id, ability_milli=ability, error_milli=error)
                self._ability.append(step)
            case StruggleDetected(kind=kind, question_id=question_id, case=name, count=count):
                self._struggles.append(Struggle(seq=seq, kind=kind, question_id=question_id, case=name, count=count))
            case NoteWritten(text=""):
                self._notes.pop(event.note_id, None)
            case NoteWritten(note_id=note_id, at_seq=at_seq, text=text):
                self._notes[note_id] = ReportedNote(seq=seq, note_id=note_id, at_seq=at_seq, text=text)
            case RubricRated(question_id=question_id, dimension=dimension, level=level, comment=comment):
                self._ratings.pop((question_id, dimension), None)
                if level is not None:
                    self._ratings[question_id, dimension] = ReportedRating(
                        seq=seq, question_id=question_id, dimension=dimension, level=level, comment=comment
                    )
            case TimeExtended():
                self._session.extended_ms += event.extra_ms
            case ChatMessage():
                self._messages += event.moment is None and event.actor is not Actor.ASSISTANT
            case UsageRecorded():
                self._usage = with_request(self._usage or ModelUsage(), event)
            case ReportWritten():
                self._written = event

    def result(self) -> ReportOut:
        """The report."""
        assert self._session is not None, "nothing was folded"
        assert self._written is not None, "folded before report_written"
        prompts, notes = self._prompts.result(), sorted(self._notes.values(), key=lambda note: note.at_seq)
        scores = [score for question in self._written.questions for score in question.scores] + self._written.scores
        evidence = [*self._written.claims, *scores, *(prompts.scores if prompts is not None else ())]
        named = {seq for one in evidence for seq in one.evidence} | {note.at_seq for note in notes}
        return ReportOut(
            session=self._session,
            **{name: value for name, value in self._written if name in ReportOut.model_fields},
            submissions=self._submissions,
            messages=self._messages,
            timeline=self._timeline,
            times={seq: self._elapsed_ms[seq] for seq in sorted(named & self._elapsed_ms.keys())},
            ability=self._ability,
            struggles=self._struggles,
            notes=notes,
            ratings=list(self._ratings.values()),
            usage=self._usage,
            assistance=self._help.result(),
            prompts=prompts,
        )


def _words(event: object) -> str:
    """What happened, in a few words."""
    match event:
        case QuestionSelected():
            return f"{event.question_title} ({event.difficulty})"
        case LanguageChanged():
            return f"went on in {event.language}"
        case TestsFinished():
            what = "run" if event.kind == "run" else "submission"
            return f"{what}: {event.passed} of {event.total} passed"
        case SubmissionJudged():
            return "accepted" if event.accepted else f"not accepted: {event.message}"
        case InactivityNudge():
            return f"nudge {event.level}: {event.text}"
        case StruggleDetected():
            return _noticed(event)
        case TimeExtended():
            return f"{event.extra_ms // MINUTE_MS} minutes more"
        case TimeWarning():
            return f"{event.minutes_left} minutes left"
        case InterviewPaused() | AgentRestarted() | InterviewCompleting() | BrainFailed():
            return event.reason
        case BudgetWarned():
            return f"{event.used_per_cent} % of what may be spent on the model was spent"
        case CacheUnread():
            return f"{event.requests} requests in a row found nothing in the prompt cache"
        case LeakStopped():
            return f"a request of the {event.voice} held {event.what} and was not sent"
    return ""


def _noticed(event: StruggleDetected) -> str:
    match event.kind:
        case StruggleKind.REPEATED_FAILURE:
            return f"{event.case} failed {event.count} times"
        case StruggleKind.BROKEN_TESTS:
            return f"an edit broke {event.case}" + (f" and {event.count - 1} more" if event.count > 1 else "")
        case StruggleKind.INEFFICIENT:
            return "right and too slow"
        case StruggleKind.SLOWER_RUN:
            return f"a run became {event.count} times slower"
