"""The small closed sets and scalar types that everything else is made of."""

import hashlib
import re
import time
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Annotated, Literal

import uuid_utils
from pydantic import StringConstraints

SESSION_ID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")


SessionId = Annotated[str, StringConstraints(pattern=SESSION_ID.pattern)]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]


def new_session_id() -> str:
    """A UUIDv7: ids sort by the time of creation (RFC 9562)."""
    return str(uuid_utils.uuid7())


def utc_ms(seconds: float | None = None) -> str:
    """`seconds` since the epoch (now, when None) as ISO 8601 in UTC with milliseconds."""
    at = time.time() if seconds is None else seconds
    whole = int(at)
    return f"{_utc(whole)}.{int((at - whole) * 1000):03d}Z"


@lru_cache(maxsize=1)
def _utc(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


class SessionStatus(StrEnum):
    """Where a session is in its life; the legal moves are in `LEGAL`."""

    CREATED = "created"
    STARTING = "starting"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETING = "completing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen in the session."""
        return not LEGAL[self]


_S = SessionStatus
LEGAL: dict[SessionStatus, frozenset[SessionStatus]] = {
    _S.CREATED: frozenset({_S.STARTING, _S.FAILED, _S.CANCELLED}),
    _S.STARTING: frozenset({_S.ACTIVE, _S.FAILED, _S.CANCELLED}),
    _S.ACTIVE: frozenset({_S.PAUSED, _S.COMPLETING, _S.FAILED, _S.CANCELLED}),
    _S.PAUSED: frozenset({_S.ACTIVE, _S.COMPLETING, _S.FAILED, _S.CANCELLED}),
    _S.COMPLETING: frozenset({_S.COMPLETED, _S.FAILED, _S.CANCELLED}),
    _S.COMPLETED: frozenset(),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
}


class Phase(StrEnum):
    """What the agent is doing inside an active session."""

    INITIALIZING = "initializing"
    SELECTING = "selecting"
    WORKING = "working"
    JUDGING = "judging"
    COMPLETING = "completing"
    DONE = "done"


class Actor(StrEnum):
    """Who did it."""

    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"
    AGENT = "agent"
    ASSISTANT = "assistant"
    PROGRAM = "program"
    SYSTEM = "system"


class Audience(StrEnum):
    """Who may see an event."""

    ALL = "all"
    INTERVIEWER = "interviewer"
    SYSTEM = "system"


class Role(StrEnum):
    """Who holds a credential; `SYSTEM` is the API key."""

    OBSERVER = "observer"
    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"
    SYSTEM = "system"


class Sight(IntEnum):
    """How much of the log a follower may see: every event whose audience is not above it."""

    ALL = 0
    INTERVIEWER = 1
    SYSTEM = 2


AUDIENCE_SIGHT: dict[Audience, Sight] = {
    Audience.ALL: Sight.ALL,
    Audience.INTERVIEWER: Sight.INTERVIEWER,
    Audience.SYSTEM: Sight.SYSTEM,
}
ROLE_SIGHT: dict[Role, Sight] = {
    Role.OBSERVER: Sight.ALL,
    Role.CANDIDATE: Sight.ALL,
    Role.INTERVIEWER: Sight.INTERVIEWER,
    Role.SYSTEM: Sight.SYSTEM,
}


class InterviewType(StrEnum):
    """The kind of question a session draws on; a new kind is a file in the bank."""

    TECHNICAL = "technical"
    DEBUGGING = "debugging"


class InterviewMode(StrEnum):
    """The tone of the interviewer; each has a prompt and a set of scripted lines."""

    FRIENDLY = "friendly"
    NEUTRAL = "neutral"
    CHALLENGING = "challenging"


class Difficulty(StrEnum):
    """How hard a question is meant to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Language(StrEnum):
    """The programming languages a question can be solved in."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"
    GO = "go"


class Helpfulness(StrEnum):
    """How much the assistant may do."""

    CONSULTANT = "consultant"
    PAIR_PROGRAMMING = "pair-programming"
    FULL_COPILOT = "full-copilot"


class Assistance(StrEnum):
    """What the assistant is in a session: not there, a voice that reads, or one that acts by its level."""

    OFF = "off"
    CHAT = "chat"
    AGENT = "agent"


Runnable = Literal["all", "cases", "tests"]
"""What a run runs: the question's visible cases, the candidate's own tests, or both."""

RunEnd = Literal["done", "cancelled", "superseded", "broken"]
"""How a run ended; `superseded` when a later run, another question or the end took its place."""

Partner = Literal["interviewer", "assistant"]
"""Whom the candidate talks with."""


class TurnOutcome(StrEnum):
    """How a turn of the assistant ended."""

    ANSWERED = "answered"
    STOPPED = "stopped"
    FAILED = "failed"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


class ToolFault(StrEnum):
    """Why a tool gave no result."""

    NOT_ALLOWED = "not_allowed"
    DECLINED = "declined"
    INVALID_INPUT = "invalid_input"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    TOO_MANY = "too_many"


class PromptDimension(StrEnum):
    """What is looked at in a message to the assistant; the last two by what stands around it."""

    CONTEXT = "context"
    GOAL = "goal"
    SPECIFICITY = "specificity"
    ITERATION = "iteration"
    VERIFICATION = "verification"


class StruggleKind(StrEnum):
    """What shows that a candidate may need help."""

    REPEATED_FAILURE = "repeated_failure"
    BROKEN_TESTS = "broken_tests"
    INEFFICIENT = "inefficient"
    SLOWER_RUN = "slower_run"


class SubmitSource(StrEnum):
    """How the candidate said that the work is handed in; `timeout` when the clock did."""

    MESSAGE = "message"
    BUTTON = "button"
    MARKER = "marker"
    CHAT = "chat"
    TIMEOUT = "timeout"


class CaseOutcome(StrEnum):
    """What became of one case."""

    PASSED = "passed"
    WRONG_ANSWER = "wrong_answer"
    RUNTIME_ERROR = "runtime_error"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    COMPILE_ERROR = "compile_error"
    SKIPPED = "skipped"


MAIN_FILE: dict[Language, str] = {
    Language.PYTHON: "solution.py",
    Language.JAVASCRIPT: "solution.js",
    Language.TYPESCRIPT: "solution.ts",
    Language.GO: "solution.go",
}


def code_hash(documents: Mapping[str, str]) -> str:
    """SHA-256, in hex, over the paths and contents of the candidate's documents: one code state, one hash."""
    digest = hashlib.sha256()
    for path, content in sorted(documents.items()):
        digest.update(path.encode() + b"\0" + content.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()
