"""The report as a pure fold: what the agent wrote, and the moments it rests on.

Folded from a filtered log it holds only what that role may see; nothing has to be taken out.
"""

from typing import Any

from app.models.help_report import HelpFold
from app.models.prompt_report import PromptFold
from protocol.events import (
    AbilityEstimated,
    AgentRestarted,
    ChatMessage,
    InactivityNudge,
    InterviewCompleted,
    InterviewCompleting,
    InterviewPaused,
    InterviewResumed,
    InterviewStarted,
    LanguageChanged,
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
    InterviewCompleting,
    InterviewCompleted,
)


MINUTE_MS = 60_000


class ReportFold:
    """Gathers a report from events in order."""

    def __init__(self) -> None:
        self._session: dict[str, Any] = {}
        self._written: ReportWritten | None = None
        self._submissions: list[dict[str, Any]] = []
        self._timeline: list[dict[str, Any]] = []
        self._ability: list[dict[str, Any]] = []
        self._struggles: list[dict[str, Any]] = []
        self._notes: dict[str, dict[str, Any]] = {}
        self._ratings: dict[tuple[str, str], dict[str, Any]] = {}
        self._messages = 0
        self._usage = {"requests": 0, "input_tokens": 0, "output_tokens": 0, "cost_micro_usd": 0}
        self._metered = False
        self._help = HelpFold()
        self._prompts = PromptFold()

    def apply(self, envelope: Envelope) -> None:
        """Take one event."""
        event, seq = envelope.event, envelope.seq
        self._prompts.apply(event, seq)
        if isinstance(event, MOMENTS):
            self._timeline.append(
                {"seq": seq, "elapsed_ms": envelope.elapsed_ms, "event_type": event.event_type, "text": _words(event)}
            )
        match event:
            case SessionCreated():
                self._session = event.model_dump(
                    mode="json", include={"session_id", "interview_type", "candidate_name", "interview_mode", "context"}
                )
                self._session |= {"created_at": envelope.timestamp, "duration_ms": event.duration_ms}
                self._help.apply(envelope)
            case StartRequested():
                if event.candidate_name:
                    self._session["candidate_name"] = event.candidate_name
                if event.interview_mode:
                    self._session["interview_mode"] = event.interview_mode
            case SubmissionJudged():
                self._submissions.append({"seq": seq, **event.model_dump(mode="json", exclude={"v", "audience"})})
            case AbilityEstimated():
                self._ability.append(
                    {"seq": seq, "question_id": event.question_id}
                    | {"ability_milli": event.ability_milli, "error_milli": event.error_milli}
                )
            case StruggleDetected():
                self._struggles.append(
                    {"seq": seq, "kind": event.kind, "question_id": event.question_id}
                    | {"case": event.case, "count": event.count}
                )
            case NoteWritten(text=""):
                self._notes.pop(event.note_id, None)
            case NoteWritten():
                self._notes[event.note_id] = {"seq": seq, "at_seq": event.at_seq, "text": event.text}
            case RubricRated():
                self._ratings.pop((event.question_id, event.dimension), None)
                if event.level is not None:
                    self._ratings[event.question_id, event.dimension] = {
                        "seq": seq,
                        **event.model_dump(include={"question_id", "dimension", "level", "comment"}),
                    }
            case TimeExtended():
                self._session["extended_ms"] = self._session.get("extended_ms", 0) + event.extra_ms
            case ChatMessage():
                self._messages += event.moment is None and event.actor is not Actor.ASSISTANT
            case UsageRecorded():
                self._metered = True
                self._usage["requests"] += 1
                self._usage["input_tokens"] += event.input_tokens
                self._usage["output_tokens"] += event.output_tokens
                self._usage["cost_micro_usd"] += event.cost_micro_usd
                self._help.apply(envelope)
            case ReportWritten():
                self._written = event
            case _:
                self._help.apply(envelope)
        self._session["elapsed_ms"] = envelope.elapsed_ms

    def result(self) -> dict[str, Any]:
        """The report."""
        assert self._written is not None, "folded before report_written"
        written = self._written.model_dump(mode="json", exclude={"event_type", "v", "actor", "audience"})
        report: dict[str, Any] = {
            "session": self._session,
            **written,
            "submissions": self._submissions,
            "messages": self._messages,
            "timeline": self._timeline,
        }
        if self._ability:
            report["ability"] = self._ability
        if self._struggles:
            report["struggles"] = self._struggles
        if self._notes:
            report["notes"] = sorted(self._notes.values(), key=lambda note: note["at_seq"])
        if self._ratings:
            report["ratings"] = list(self._ratings.values())
        if self._metered:
            report["usage"] = self._usage
        help_ = self._help.result()
        if help_ is not None:
            report["assistance"] = help_
        prompts = self._prompts.result()
        if prompts is not None:
            report["prompts"] = prompts
        return report


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
        case InterviewPaused() | AgentRestarted() | InterviewCompleting():
            return event.reason
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
