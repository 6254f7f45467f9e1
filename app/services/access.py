"""Who may do what: one table, asked by every way in."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Forbidden, Unauthorized, UnknownSession
from app.core.security import same, token_hash
from app.models.sessions import Sessions
from protocol.values import Role


class Action(StrEnum):
    """What can be done to a session."""

    SEE = "see the session"
    START = "start the interview"
    EDIT = "edit the code"
    SHOW_CURSOR = "show a cursor"
    CHANGE_FILES = "change files"
    TYPE = "type in a terminal"
    EXPORT_TERMINAL = "export a terminal's recording"
    LANGUAGE = "choose the language"
    RUN = "run the tests"
    SUBMIT = "submit"
    TALK = "send a message"
    END = "end the interview"
    REPORT_CLIENT = "post events of the page"
    PAUSE = "pause or resume the interview"
    NEXT = "choose the next question"
    DIRECT = "write notes, rate, whisper, give more time or take over"
    HELPFULNESS = "set how much the assistant helps"
    ASK = "ask the assistant"
    STOP_ASSISTANT = "stop the assistant"
    DECIDE = "decide on what the assistant does"
    RATE = "rate the assistant"
    CREATE = "create sessions"
    LIST = "list sessions"
    SET_STATUS = "set the status"
    DELETE = "delete a session"
    NEW_TOKEN = "make a new token"  # noqa: S105 - the words of a refusal
    SEE_AGENTS = "see the agents"


_EVERYBODY = frozenset(Role)
_CANDIDATE = frozenset({Role.CANDIDATE, Role.SYSTEM})
_INTERVIEWER = frozenset({Role.INTERVIEWER, Role.SYSTEM})
_PEOPLE = frozenset({Role.CANDIDATE, Role.INTERVIEWER, Role.SYSTEM})
_SYSTEM = frozenset({Role.SYSTEM})

MAY: dict[Action, frozenset[Role]] = {
    Action.SEE: _EVERYBODY,
    Action.START: _CANDIDATE,
    Action.EDIT: _CANDIDATE,
    Action.SHOW_CURSOR: _PEOPLE,
    Action.CHANGE_FILES: _CANDIDATE,
    Action.TYPE: _CANDIDATE,
    Action.EXPORT_TERMINAL: _PEOPLE,
    Action.LANGUAGE: _CANDIDATE,
    Action.RUN: _CANDIDATE,
    Action.SUBMIT: _CANDIDATE,
    Action.REPORT_CLIENT: _CANDIDATE,
    Action.TALK: _PEOPLE,
    Action.END: _PEOPLE,
    Action.PAUSE: _INTERVIEWER,
    Action.NEXT: _INTERVIEWER,
    Action.DIRECT: _INTERVIEWER,
    Action.HELPFULNESS: _INTERVIEWER,
    Action.ASK: _CANDIDATE,
    Action.STOP_ASSISTANT: _PEOPLE,
    Action.DECIDE: _CANDIDATE,
    Action.RATE: _PEOPLE,
    Action.CREATE: _SYSTEM,
    Action.LIST: _SYSTEM,
    Action.SET_STATUS: _SYSTEM,
    Action.DELETE: _SYSTEM,
    Action.NEW_TOKEN: _SYSTEM,
    Action.SEE_AGENTS: _SYSTEM,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who speaks: a role, and the session it holds for (None: the whole server)."""

    role: Role
    session_id: str | None = None

    def may(self, action: Action) -> bool:
        """Whether the role may do it."""
        return self.role in MAY[action]

    def require(self, action: Action) -> None:
        """Refuse what the role may not do.

        Raises:
            Forbidden: when it may not.
        """
        if not self.may(action):
            raise Forbidden(self.role, action)


class Access:
    """Turns what a request shows into a `Caller`."""

    def __init__(self, sessions: Sessions, *, api_key: str | None) -> None:
        self._sessions, self._api_key = sessions, api_key

    def is_key(self, credential: str | None) -> bool:
        """Whether `credential` is the API key."""
        return self._api_key is not None and credential is not None and same(credential, self._api_key)

    def server_caller(self, credential: str | None, *, local: bool) -> Caller:
        """Who asks about the server as a whole.

        Raises:
            Unauthorized: without the key, outside local mode.
        """
        if self.is_key(credential) or (credential is None and local and self._api_key is None):
            return Caller(Role.SYSTEM)
        raise Unauthorized

    async def session_caller(self, session_id: str, credential: str | None, *, local: bool) -> Caller:
        """Who asks about one session.

        Raises:
            Unauthorized: no valid credential.
            UnknownSession: a valid one, for another session, or no such session.
        """
        if credential is None:
            if local and self._api_key is None:
                return Caller(Role.SYSTEM, session_id)
            raise Unauthorized
        if self.is_key(credential):
            return Caller(Role.SYSTEM, session_id)
        found = await self._sessions.find_token(token_hash(credential))
        if found is None:
            raise Unauthorized
        if found.session_id != session_id:
            raise UnknownSession(session_id)
        return Caller(found.role, session_id)
