"""The port through which the interviewer speaks. Two brains stand behind it: scripted and Claude.

A brain turns facts into words. It decides nothing: when to speak, what is right, and every score
come from elsewhere. It sees a `PublicQuestion`, never a hidden case or a reference.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from agent.evidence import Witness
from bank.models import PublicQuestion
from protocol.events import BrainFailed, BudgetWarned, CacheUnread, LeakStopped, UsageRecorded
from protocol.facts import CaseReport, Claim, Context, QuestionReport, Score
from protocol.values import InterviewMode, Language, StruggleKind


@dataclass(frozen=True, slots=True)
class Line:
    """One chat message: `who` is `candidate`, `interviewer` or `agent`."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The facts at the moment of speaking; everything is already public to the candidate.

    `code` maps paths to present contents, `before` to those that the newest results belong to (`tested`) or that it
    began with; `cases` are the visible results of the last run or submission; `talk` is about this question alone, and
    `earlier` has a line of facts for each one before it; times are interview time.
    """

    session_id: str
    candidate_name: str
    mode: InterviewMode
    context: Context
    question: PublicQuestion | None
    language: Language | None
    code: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    tested: bool = False
    cases: tuple[CaseReport, ...] = ()
    passed: int = 0
    total: int = 0
    attempts: int = 0
    hints_given: int = 0
    elapsed_ms: int = 0
    remaining_ms: int = 0
    earlier: tuple[str, ...] = ()
    talk: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Welcome:
    """The interview begins: greet, say how it goes."""

    name = "welcome"


@dataclass(frozen=True, slots=True)
class IntroduceQuestion:
    """A question was just shown."""

    name = "introduce"


@dataclass(frozen=True, slots=True)
class Nudge:
    """Nothing happened for `idle_ms`; `hint` is the rung of the ladder that fits, to be put in words."""

    idle_ms: int
    level: int
    hint: str
    name = "nudge"


@dataclass(frozen=True, slots=True)
class OfferHelp:
    """Something shows that help may be needed (see `StruggleDetected`).

    `fix`: the assistant may write code, so that a fix of its can be offered; otherwise a question is what fits.
    """

    case: str
    count: int
    hint: str
    kind: StruggleKind = StruggleKind.REPEATED_FAILURE
    fix: bool = False
    name = "offer_help"


@dataclass(frozen=True, slots=True)
class Answer:
    """The candidate said `text`; never give the solution."""

    text: str
    name = "answer"


@dataclass(frozen=True, slots=True)
class Guidance:
    """The interviewer wishes, in private, that `wish` be said or asked; the candidate must not learn of the wish."""

    wish: str
    name = "guidance"


@dataclass(frozen=True, slots=True)
class SubmissionFeedback:
    """A submission was judged; the counts include hidden cases."""

    accepted: bool
    outcome: str
    message: str
    passed: int
    total: int
    name = "feedback"


@dataclass(frozen=True, slots=True)
class FinalFeedback:
    """The interview is over; the scores are given facts, and what is said rests on `witnesses`."""

    reason: str
    questions: tuple[QuestionReport, ...]
    scores: tuple[Score, ...]
    witnesses: tuple[Witness, ...] = ()
    name = "final"


Moment = Welcome | IntroduceQuestion | Nudge | OfferHelp | Answer | Guidance | SubmissionFeedback | FinalFeedback


class BrainError(Exception):
    """The brain cannot speak now; the caller lets the scripted one do it. `reason` is safe to show."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ear:
    """Where a brain reports while it speaks: text as it comes, a fresh start, what it cost, what went wrong."""

    text: Callable[[str], None]
    restart: Callable[[], None]
    usage: Callable[[UsageRecorded], None]
    failed: Callable[[BrainFailed], None] = lambda _: None
    alarm: Callable[[BudgetWarned | CacheUnread | LeakStopped], None] = lambda _: None


class Brain(Protocol):
    """Puts one moment into words."""

    @property
    def name(self) -> str:
        """`scripted`, or the model's id."""

    def remember(self, usage: UsageRecorded) -> None:
        """Count what an earlier run of this session's agent spent."""

    async def close(self) -> None:
        """Give back what it holds."""

    async def speak(self, moment: Moment, scene: Scene, ear: Ear) -> str:
        """What the interviewer says, whole; streamed to `ear.text` on the way where it can be.

        Raises:
            BrainError: when nothing usable came.
        """

    async def conclude(self, moment: FinalFeedback, scene: Scene, ear: Ear) -> tuple[Claim, ...]:
        """The prose of the final report, a sentence each with its evidence.

        Raises:
            BrainError: when nothing usable came.
        """
