"""The interview's loop: the log in, decisions by the policy, events out.

The agent is a follower with a mouth. It folds what comes down, asks the policy what is due, and takes
each step once; what a step leaves in the log is what ends its being due. Everything slow (tests and
words) runs beside the loop, so that the fold never waits.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from agent.actions import Actions
from agent.brains.base import Brain
from agent.clock import InterviewClock
from agent.fold import apply
from agent.policy import Agenda, agenda
from agent.ports import Link
from agent.questions import QuestionLost, Questions
from agent.settings import AgentSettings
from agent.state import AgentState
from agent.steps import (
    AnswerChat,
    Assist,
    Heed,
    Introduce,
    KeepWarm,
    Offer,
    Prompt,
    RunTests,
    SayWelcome,
    Step,
    WriteQuestion,
)
from agent.submission import Judging
from agent.voice import Voice
from bank.load import Bank
from protocol.events import ErrorOccurred, InterviewInitializing
from protocol.frames import Envelope
from protocol.pipes import Attach, Ping
from protocol.values import SessionStatus
from sandbox.base import Provider
from sandbox.runners.base import Runner

if TYPE_CHECKING:
    from agent.assistant import Assistant
    from agent.llm.client import ModelClient
    from agent.new_questions import QuestionWriter
    from agent.prompt_reading import PromptReader

log = logging.getLogger(__name__)

QUESTION_LOST = "question_lost"

Message = Attach | Ping | Envelope


class Interviewer:
    """Holds one interview; `run` returns when it is over."""

    def __init__(
        self,
        *,
        link: Link,
        bank: Callable[[], Bank],
        provider: Provider,
        runners: Mapping[str, Runner],
        brain: Brain,
        settings: AgentSettings,
        home: Path,
        model: "ModelClient | None" = None,
        generation: int = 1,
        already_said: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`home` keeps this session's questions; `model` is the assistant's way to it, where there is one;
        `already_said`: the link's owner said `interview_initializing`.
        """
        self.state = AgentState()
        self._link, self._brain, self._settings = link, brain, settings
        self._generation, self._already_said = generation, already_said
        self._clock = InterviewClock(monotonic)
        self._questions = Questions(bank, home)
        self._folded = asyncio.Event()
        self._actions = Actions(
            self.state,
            settings=settings,
            assistant=self._assistant(model, provider),
            reader=self._reader(model),
            writer=self._writer(model, provider),
            link=link,
            questions=self._questions,
            judging=Judging(link, provider=provider, runners=runners, monotonic=monotonic),
            voice=Voice(link, brain, now=self, questions=self._questions),
            generation=generation,
        )
        self._inbox: deque[Message | None] = deque()
        self._stir = asyncio.Event()
        """Something arrived, or a step became free again."""
        self._head: int | None = None
        self._lost = self._synced = False
        self._taken: set[Step] = set()
        self._running: dict[Step, asyncio.Task[None]] = {}

    def now_ms(self) -> int:
        """Interview time."""
        return self._clock.elapsed_ms()

    async def until(self, found: Callable[[], bool], *, within_s: float = 180.0) -> None:
        """Wait until the state says so.

        Raises:
            TimeoutError: when it did not in time.
        """
        async with asyncio.timeout(within_s):
            while not found():
                self._folded.clear()
                await self._folded.wait()

    def _assistant(self, model: "ModelClient | None", provider: Provider) -> "Assistant | None":
        """The assistant, where a model is; nothing of it is imported where there is none."""
        if model is None:
            return None
        from agent.assistant import Assistant
        from agent.wall import Wall

        model.wall = Wall(lambda: [self._questions.get(question_id) for question_id in self.state.records])
        return Assistant(
            model, self._link, now=self, questions=self._questions, provider=provider, settings=self._settings
        )

    def _reader(self, model: "ModelClient | None") -> "PromptReader | None":
        """Who reads the messages to the assistant, where a model is."""
        if model is None:
            return None
        from agent.prompt_reading import PromptReader

        return PromptReader(model, self._link, now=self)

    def _writer(self, model: "ModelClient | None", provider: Provider) -> "QuestionWriter | None":
        """Who has questions written that the bank lacks, where a model is."""
        if model is None:
            return None
        from agent.new_questions import QuestionWriter

        return QuestionWriter(
            model, self._link, now=self, questions=self._questions, provider=provider, settings=self._settings
        )

    def due(self) -> Agenda:
        """What the policy wants now."""
        return agenda(self.state, self._settings, now_ms=self.now_ms(), moving=self._clock.moving)

    async def run(self) -> None:
        """Hold the interview to its end, or until nothing comes down any more.

        Raises:
            whatever ends the link's `incoming`.
        """
        if self._generation == 1 and not self._already_said:
            await self._link.emit(InterviewInitializing(generation=1))
        try:
            async with asyncio.TaskGroup() as tasks:
                reader = tasks.create_task(self._read(), name="read the log")
                await self._loop(tasks)
                reader.cancel()
                for task in self._running.values():
                    task.cancel()
        except BaseExceptionGroup as group:
            # One thing went wrong: the caller learns it as itself.
            if len(group.exceptions) == 1:
                raise group.exceptions[0] from None
            raise
        finally:
            await self._brain.close()

    # -- the loop ------------------------------------------------------------------------------------

    async def _read(self) -> None:
        async for message in self._link.incoming():
            self._inbox.append(message)
            self._stir.set()
        self._inbox.append(None)
        self._stir.set()

    async def _loop(self, tasks: asyncio.TaskGroup) -> None:
        wake_ms: int | None = None
        while True:
            await self._wait(wake_ms)
            self._stir.clear()
            while self._inbox:
                message = self._inbox.popleft()
                if message is None:
                    log.warning("the log ended before the interview")
                    return
                self._take(message)
            if self.state.status.over:
                return
            # What the log already holds is folded first: acting on half of it would repeat what is done.
            if self._head is None or self.state.head < self._head:
                wake_ms = None
                continue
            if not self._synced:
                self._synced = True
                for usage in self.state.usage:
                    self._brain.remember(usage)
            wake_ms = await self._act(tasks)

    async def _wait(self, wake_ms: int | None) -> None:
        """Until something stirs, or `wake_ms` of interview time."""
        try:
            async with asyncio.timeout(None if wake_ms is None else self._clock.seconds_until(wake_ms)):
                await self._stir.wait()
        except TimeoutError:
            return

    def _take(self, message: Message) -> None:
        match message:
            case Attach():
                self._head = message.head
                # The server lets time run again when it has our answer.
                moving = message.running or self.state.status is SessionStatus.ACTIVE
                self._clock.set(message.elapsed_ms, moving=moving)
            case Ping():
                self._clock.set(message.elapsed_ms, moving=message.running)
            case Envelope():
                apply(self.state, message)
                self._folded.set()
                live = self._head is not None and message.seq > self._head
                elapsed_ms = message.elapsed_ms if live else max(message.elapsed_ms, self.now_ms())
                self._clock.set(elapsed_ms, moving=self.state.status is SessionStatus.ACTIVE)

    # -- acting --------------------------------------------------------------------------------------

    async def _act(self, tasks: asyncio.TaskGroup) -> int | None:
        """Take what is due; returns the interview time to look again."""
        try:
            for question_id in self.state.records:
                self._questions.get(question_id)
        except QuestionLost as lost:
            if not self._lost:
                self._lost = True
                await self._link.emit(ErrorOccurred(code=QUESTION_LOST, message=str(lost), fatal=True))
            return None
        found = self.due()
        self._stop_overtaken(found.steps)
        for step in found.steps:
            if step in self._taken:
                continue
            self._taken.add(step)
            work = self._actions.slow(step)
            if work is None:
                await self._actions.take(step)
            else:
                self._running[step] = tasks.create_task(self._finish(step, work), name=type(step).__name__)
        return found.wake_ms

    async def _finish(self, step: Step, work: Coroutine[None, None, bool]) -> None:
        """Do the work; a step that was cancelled, or not wanted in the end, may become due again."""
        done = False
        try:
            done = await work
        finally:
            del self._running[step]
            if not done:
                self._taken.discard(step)
                self._stir.set()

    def _stop_overtaken(self, due: tuple[Step, ...]) -> None:
        """End the work that a pause, the end, a later run or the candidate's own has made pointless."""
        for step, task in self._running.items():
            if step not in due and self._overtaken(step):
                task.cancel()

    def _overtaken(self, step: Step) -> bool:
        """Whether a step that is no longer due was overtaken, rather than just done."""
        state = self.state
        match step:
            case RunTests(run_id=run_id):
                ended = state.status is SessionStatus.COMPLETING
                return ended or state.run is None or state.run.id != run_id or state.run.superseded
            case Prompt() | Offer() | Assist():
                return True
            case KeepWarm():
                return state.run is None or not state.run.open  # a run that is open may have it
            case Introduce(question_id=question_id):
                gone = state.current_id != question_id or state.status is SessionStatus.COMPLETING
                return gone or state.taken_over
            case WriteQuestion():
                return state.status is SessionStatus.COMPLETING
            case SayWelcome() | AnswerChat() | Heed():
                return state.taken_over or state.status is SessionStatus.COMPLETING
        return False
