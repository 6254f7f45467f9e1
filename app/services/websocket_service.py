"""One WebSocket connection: a cursor on the log going down, frames of people coming up."""

import asyncio
import logging
import time
from collections import deque
from typing import Any, Protocol

import orjson
from pydantic import ValidationError

from app.core.errors import AppError
from app.core.tasks import TaskScope
from app.models.event_log import EventLog, SessionErased
from app.models.websocket import error_frame, plain_frame, signal_frame
from app.services.access import Action, Caller
from app.services.assistance_service import AssistanceService
from app.services.document_service import DocumentService
from app.services.interview_service import InterviewService
from app.services.presenter import interview_out
from app.services.session_host import SessionHost
from protocol.events import CandidateConnected, CandidateDisconnected
from protocol.frames import (
    CLIENT_FRAME,
    CLOSE_DONE,
    CLOSE_NOT_FOUND,
    CLOSE_TOO_MANY,
    MAX_FRAME,
    AssistantFrame,
    AudioFrame,
    CancelFrame,
    ChangeFrame,
    ClientFrame,
    CodeFrame,
    CursorFrame,
    DisconnectFrame,
    EndFrame,
    HeartbeatFrame,
    HelpfulnessFrame,
    LanguageFrame,
    MessageFrame,
    NextFrame,
    PauseFrame,
    RatingFrame,
    ResumeFrame,
    RunFrame,
    StartFrame,
    StopFrame,
    SubmitFrame,
    ToolFrame,
)
from protocol.signals import Cursor, Person, Signal
from protocol.values import ROLE_SIGHT, Role, utc_ms

log = logging.getLogger(__name__)

SIGNALS_HELD = 256
FLOOD_S = 10.0


class Closed(Exception):
    """The connection is over."""


class Socket(Protocol):
    """What the service needs of a connection, whatever serves it."""

    async def receive(self) -> str | bytes:
        """The next message.

        Raises:
            Closed: when there will be none.
        """

    async def send(self, frame: bytes) -> None:
        """Send one JSON frame as text.

        Raises:
            Closed: when the peer is gone.
        """

    async def send_framed(self, framed: bytes) -> bool:
        """Write frames that are framed already; False where that is not possible."""

    async def close(self, code: int, reason: str) -> None:
        """Close politely."""


class Throttle:
    """A token bucket that makes a sender wait instead of dropping what it said."""

    def __init__(self, per_second: int) -> None:
        self._rate, self._burst = per_second, per_second * 2
        self._tokens, self._at = float(self._burst), time.monotonic()
        self._slowed_since: float | None = None

    def wait_s(self) -> float:
        """Seconds to wait before the frame that just came may be read on."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        self._tokens -= 1
        if self._tokens >= 0:
            self._slowed_since = None
            return 0.0
        self._slowed_since = self._slowed_since or now
        return -self._tokens / self._rate

    @property
    def flooded(self) -> bool:
        """Whether it has been slowed without a break for too long."""
        return self._slowed_since is not None and time.monotonic() - self._slowed_since > FLOOD_S


class Connection:
    """A person, a page or a service on `/ws/…/{session_id}`."""

    def __init__(
        self,
        socket: Socket,
        *,
        host: SessionHost,
        caller: Caller,
        name: str,
        interviews: InterviewService,
        assistance: AssistanceService,
        documents: DocumentService,
        event_log: EventLog,
        frames_per_second: int,
    ) -> None:
        self._socket, self._host, self._caller, self._name = socket, host, caller, name
        self._interviews, self._assistance = interviews, assistance
        self._documents, self._log = documents, event_log
        self._throttle = Throttle(frames_per_second)
        self._signals: deque[Signal] = deque(maxlen=SIGNALS_HELD)
        self._signalled = asyncio.Event()
        self._through = 0
        self._id = f"{id(self):x}-{time.monotonic_ns():x}"
        self._tasks = TaskScope()

    async def serve(self, *, after: int, epoch: str | None) -> None:
        """Run the connection to its end."""
        reset = after > self._host.view.head or (epoch is not None and epoch != self._log.epoch)
        self._through = 0 if reset else after
        await self._socket.send(self._connect_frame(reset=reset))
        candidate = self._caller.role is Role.CANDIDATE
        self._host.signal_sinks.add(self._signal)
        if self._caller.role is not Role.SYSTEM:
            self._host.enter(Person(connection_id=self._id, role=self._caller.role, name=self._name))
        try:
            if candidate:
                await self._host.append(CandidateConnected(connection_id=self._id, candidate_name=self._name))
            self._tasks.start(self._send_events(self._through), name="events of a connection")
            self._tasks.start(self._send_signals(), name="signals of a connection")
            while True:
                await self._take(await self._socket.receive())
        except Closed:
            return
        finally:
            self._host.signal_sinks.discard(self._signal)
            self._host.leave(self._id)
            await self._tasks.close()
            if candidate:
                await self._say_gone()

    async def _say_gone(self) -> None:
        try:
            await self._host.append(CandidateDisconnected(connection_id=self._id))
        except AppError as error:
            log.info("a disconnection was not stored", extra={"why": error.code})

    # -- down ------------------------------------------------------------------------------------------

    def _connect_frame(self, *, reset: bool) -> bytes:
        payload: dict[str, Any] = {
            "role": self._caller.role,
            "connection_id": self._id,
            "session": interview_out(self._host).model_dump(mode="json"),
            "last_seq": self._host.view.head,
            "through": self._through,
            "log_epoch": self._log.epoch,
        }
        if reset:
            payload["reset"] = True
        return plain_frame("connect", self._host.session_id, payload)

    async def _send_events(self, after: int) -> None:
        try:
            async for batch in self._host.follow(after, ROLE_SIGHT[self._caller.role]):
                if batch.events and not await self._socket.send_framed(batch.framed()):
                    for stored in batch.events:
                        await self._socket.send(stored.frame)
                self._through = batch.through
        except SessionErased:
            await self._goodbye("the session was deleted", CLOSE_NOT_FOUND)
        except Closed:
            return

    async def _send_signals(self) -> None:
        try:
            while True:
                await self._signalled.wait()
                self._signalled.clear()
                while self._signals:
                    payload = self._signals.popleft().model_dump(mode="json")
                    await self._socket.send(signal_frame(self._host.session_id, payload))
        except Closed:
            return

    def _signal(self, signal: Signal) -> None:
        if isinstance(signal, Cursor) and signal.connection_id == self._id:
            return
        self._signals.append(signal)
        self._signalled.set()

    async def _goodbye(self, reason: str, code: int) -> None:
        await self._socket.send(plain_frame("disconnect", self._host.session_id, {"reason": reason}))
        await self._socket.close(code, reason)

    async def _refuse(self, code: str, message: str, *, frame_type: str = "", id_: str | None = None) -> None:
        frame = error_frame(self._host.session_id, code=code, message=message, frame_type=frame_type, id_=id_)
        await self._socket.send(frame)

    # -- up --------------------------------------------------------------------------------------------

    async def _take(self, raw: str | bytes) -> None:
        wait_s = self._throttle.wait_s()
        if wait_s:
            if self._throttle.flooded:
                message = "too many frames for too long; reconnect and send fewer"
                await self._refuse("too_many_frames", message)
                await self._socket.close(CLOSE_TOO_MANY, message)
                raise Closed
            await asyncio.sleep(wait_s)
        if isinstance(raw, bytes):
            await self._refuse("binary_frame", "frames are JSON texts; audio goes as base64 in audio_data")
            return
        if len(raw) > MAX_FRAME:
            await self._refuse("frame_too_large", f"a frame may have {MAX_FRAME} bytes; send less at once")
            return
        frame = await self._parse(raw)
        if frame is None:
            return
        if frame.session_id != self._host.session_id:
            await self._refuse("wrong_session", "this connection is for another session", frame_type=frame.type)
            return
        await self._answer(frame)

    async def _parse(self, raw: str) -> ClientFrame | None:
        try:
            parsed = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            await self._refuse("invalid_json", f"the frame is not JSON: {error}")
            return None
        kind = parsed.get("type") if isinstance(parsed, dict) else None
        id_ = parsed.get("id") if isinstance(parsed, dict) else None
        kind, id_ = kind if isinstance(kind, str) else "", id_ if isinstance(id_, str) else None
        try:
            return CLIENT_FRAME.validate_python(parsed)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            code = "unknown_type" if first["type"].startswith("union_tag") else "invalid_frame"
            await self._refuse(code, f"{where}: {first['msg']}".lstrip(": "), frame_type=kind[:50], id_=id_)
            return None

    async def _answer(self, frame: ClientFrame) -> None:
        """Do what the frame asks once; the same `id` again gets the same answer and does nothing."""
        key = None if frame.id is None else f"{self._caller.role}:{frame.id}"
        if key is not None and key in self._host.answers:
            await self._socket.send(self._host.answers[key])
            return
        try:
            result = await self._do(frame, key)
        except AppError as error:
            await self._refuse(error.code, str(error), frame_type=frame.type, id_=frame.id)
            return
        if key is not None and not isinstance(frame, HeartbeatFrame):
            answer = signal_frame(self._host.session_id, {"kind": "accepted", **result}, id_=frame.id)
            self._host.remember(key, answer)
            await self._socket.send(answer)

    async def _do(self, frame: ClientFrame, key: str | None) -> dict[str, Any]:
        interviews, session_id, role = self._interviews, self._host.session_id, self._caller.role
        match frame:
            case HeartbeatFrame():
                await self._socket.send(plain_frame("heartbeat", session_id, self._pulse(), id_=frame.id))
            case DisconnectFrame():
                await self._goodbye("goodbye", CLOSE_DONE)
                raise Closed
            case CodeFrame():
                self._caller.require(Action.EDIT)
                return {"version": await self._documents.change(self._host, frame.data, role=role, key=key)}
            case CursorFrame(data=place):
                self._caller.require(Action.SHOW_CURSOR)
                self._host.show(Cursor(connection_id=self._id, role=role, **place.model_dump()))
            case MessageFrame():
                self._caller.require(Action.TALK)
                if frame.data.to == "assistant":
                    self._caller.require(Action.ASK)
                message_id, _ = await interviews.talk(session_id, frame.data.text, role=role, to=frame.data.to, key=key)
                return {"message_id": message_id}
            case RunFrame():
                self._caller.require(Action.RUN)
                run_id, _ = await interviews.run_tests(session_id, frame.data, role=role, key=key)
                return {"run_id": run_id}
            case CancelFrame():
                self._caller.require(Action.RUN)
                return {"run_id": await interviews.cancel_run(session_id, role=role, key=key)}
            case LanguageFrame(data=chosen):
                self._caller.require(Action.LANGUAGE)
                await interviews.change_language(session_id, chosen.language, role=role, key=key)
            case SubmitFrame():
                self._caller.require(Action.SUBMIT)
                source = frame.data.source
                submission_id, repeated = await interviews.submit(session_id, role=role, source=source, key=key)
                if repeated:
                    told = {"kind": "repeated_submission", "submission_id": submission_id}
                    await self._socket.send(signal_frame(session_id, told))
                return {"submission_id": submission_id, "repeated": repeated}
            case StartFrame(data=wanted):
                self._caller.require(Action.START)
                begun = self._host.view.status
                host = await interviews.start(
                    session_id, role=role, candidate_name=wanted.candidate_name, mode=wanted.interview_mode
                )
                if begun is not host.view.status:
                    return {}
                state = {"kind": "state", "session": interview_out(host).model_dump(mode="json")}
                await self._socket.send(signal_frame(session_id, state))
            case EndFrame():
                self._caller.require(Action.END)
                await interviews.end(session_id, role=role, reason=frame.data.reason, key=key)
            case PauseFrame():
                self._caller.require(Action.PAUSE)
                pausing = self._assistance.pause if frame.data.what == "assistance" else interviews.pause
                await pausing(session_id, role=role, reason=frame.data.reason, key=key)
            case ResumeFrame():
                self._caller.require(Action.PAUSE)
                resuming = self._assistance.resume if frame.data.what == "assistance" else interviews.resume
                await resuming(session_id, role=role, key=key)
            case NextFrame():
                self._caller.require(Action.NEXT)
                await interviews.next_question(session_id, role=role, question_id=frame.data.question_id, key=key)
            case AudioFrame():
                self._caller.require(Action.TALK)
                await self._refuse(
                    "audio_not_configured", "this server has no speech service: write instead", frame_type=frame.type,
                    id_=frame.id,
                )  # fmt: skip
            case HelpfulnessFrame() | StopFrame() | ChangeFrame() | ToolFrame() | RatingFrame():
                return await self._do_about_assistant(frame, key)
        return {}

    async def _do_about_assistant(self, frame: AssistantFrame, key: str | None) -> dict[str, Any]:
        assistance, session_id, role = self._assistance, self._host.session_id, self._caller.role
        match frame:
            case HelpfulnessFrame():
                self._caller.require(Action.HELPFULNESS)
                await assistance.set_helpfulness(session_id, frame.data, role=role, key=key)
            case StopFrame():
                self._caller.require(Action.STOP_ASSISTANT)
                return {"turn_id": await assistance.stop(session_id, role=role, key=key)}
            case ChangeFrame():
                self._caller.require(Action.DECIDE)
                return {"kept": await assistance.decide_change(session_id, frame.data, role=role, key=key)}
            case ToolFrame():
                self._caller.require(Action.DECIDE)
                await assistance.decide_tool(session_id, frame.data, role=role, key=key)
            case RatingFrame():
                self._caller.require(Action.RATE)
                await assistance.rate(session_id, frame.data, role=role, key=key)
        return {}

    def _pulse(self) -> dict[str, Any]:
        return {
            "server_time": utc_ms(),
            "status": self._host.view.status,
            "elapsed_ms": self._host.clock.elapsed_ms(),
            "remaining_ms": self._host.remaining_ms(),
            "running": self._host.clock.running,
            "through": self._through,
            "log_epoch": self._log.epoch,
        }
