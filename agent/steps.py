"""What the agent can decide to do next. Equal steps are the same step: it is taken once."""

from dataclasses import dataclass
from typing import Literal

from protocol.values import Helpfulness, Language, StruggleKind, SubmitSource

Reason = Literal["requested", "time_limit", "questions_done"]


@dataclass(frozen=True, slots=True)
class Initialize:
    """Say that the agent is ready."""


@dataclass(frozen=True, slots=True)
class Select:
    """Choose and show question number `index`; `request` is the `seq` of the interviewer's wish, if any."""

    index: int
    request: int | None = None


@dataclass(frozen=True, slots=True)
class WriteQuestion:
    """Have question number `index` written, where the bank has none that fits."""

    index: int


@dataclass(frozen=True, slots=True)
class SayNext:
    """Say that question number `index` is being looked for."""

    index: int


@dataclass(frozen=True, slots=True)
class Begin:
    """Say that the interview has started."""


@dataclass(frozen=True, slots=True)
class Detect:
    """Take the present code as a submission, or the one that the server recorded."""

    submission_id: str
    question_id: str
    source: SubmitSource


@dataclass(frozen=True, slots=True)
class Judge:
    """Run all cases on a submission and give the verdict."""

    submission_id: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """Say the ability after the newest verdict."""

    submission_id: str


@dataclass(frozen=True, slots=True)
class GiveFeedback:
    """Put a verdict into words."""

    submission_id: str


@dataclass(frozen=True, slots=True)
class RunTests:
    """Run the visible cases."""

    run_id: str


@dataclass(frozen=True, slots=True)
class CloseRun:
    """Say that a run ended because something else took its place."""

    run_id: str


@dataclass(frozen=True, slots=True)
class ReportFailure:
    """Tell people of a failure of our machinery."""

    code: str
    message: str
    number: int


@dataclass(frozen=True, slots=True)
class Warn:
    """Tell how much time is left."""

    minutes_left: int


@dataclass(frozen=True, slots=True)
class SayWelcome:
    """Greet."""


@dataclass(frozen=True, slots=True)
class Introduce:
    """Introduce a question."""

    question_id: str


@dataclass(frozen=True, slots=True)
class AnswerChat:
    """Answer a message; `known` names the submission that already took this very code."""

    message_id: str
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Heed:
    """Say what the interviewer wishes to be said."""

    whisper_id: str


@dataclass(frozen=True, slots=True)
class NoteStruggle:
    """Record what shows that help may be needed."""

    question_id: str
    kind: StruggleKind
    case: str
    count: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Offer help after the struggle recorded at `seq`."""

    question_id: str
    kind: StruggleKind
    case: str
    count: int
    seq: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """Nudge number `number` on this question, from 0."""

    question_id: str
    number: int


@dataclass(frozen=True, slots=True)
class Close:
    """Say that the interview is coming to its end."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Write the report."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Say the last words."""


@dataclass(frozen=True, slots=True)
class Assist:
    """Let the assistant answer a message, or go on with its answer."""

    message_id: str


@dataclass(frozen=True, slots=True)
class EndTurn:
    """End the assistant's turn before it is done."""

    turn_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decline:
    """Say that there is no assistant, and why."""

    message_id: str


@dataclass(frozen=True, slots=True)
class KeepWarm:
    """Have a runner of cases, or of the candidate's own tests, ready for the next run."""

    question_id: str
    language: Language
    what: Literal["cases", "tests"]


@dataclass(frozen=True, slots=True)
class Adapt:
    """Change how much the assistant helps; `seq` is that of the change before."""

    level: Helpfulness
    reason: str
    seq: int


@dataclass(frozen=True, slots=True)
class AssessPrompt:
    """Say how well a message to the assistant was written."""

    message_id: str


@dataclass(frozen=True, slots=True)
class ReadPrompts:
    """Have a model read the messages to the assistant on a question that is over."""

    question_id: str


Step = (
    Initialize | Select | Begin | Detect | Judge | Estimate | GiveFeedback | RunTests | CloseRun | ReportFailure | Warn
    | SayWelcome | Introduce | AnswerChat | Heed | NoteStruggle | Offer | Prompt | Close | WriteReport | Finish
    | Assist | EndTurn | Decline | Adapt | AssessPrompt | ReadPrompts | KeepWarm | WriteQuestion | SayNext
)  # fmt: skip
