"""The assistant: a turn from the candidate's message to the last word, with the tools that the level allows.

What it knows of the conversation is in the log and nowhere else. A turn that was cut off by a crash goes on
from there; one that was stopped is closed there. At every await what is remembered can be sent.
"""

import asyncio
import logging
import time

from agent.asides import Asides
from agent.calling import Calling
from agent.change import Change
from agent.drafting import Drafts
from agent.help import Message, Turn
from agent.llm.client import ModelClient
from agent.llm.models import accepts_quiet_thinking
from agent.llm.notes import noted
from agent.llm.retry import FaultKind, ModelFailed
from agent.llm.stream import Hear, Note, Reply, Restart, StreamEvent, TextDelta, ThinkingDelta, ToolInputDelta
from agent.memory import INTERRUPTED, calls_in, sendable, tool_result
from agent.policy import speech_id
from agent.ports import CallFailed, Link, Watching
from agent.prompts.asking import asking, question_asked
from agent.questions import Questions
from agent.saying import Saying
from agent.settings import AgentSettings
from agent.steps import EndTurn
from agent.telling import Live, Teller, ms_since
from agent.toolbox import ToolFailed
from agent.turn_end import propose, told
from agent.workbench import CREDITED, Workbench
from protocol.events import (
    AssistantTurnEnded,
    AssistantTurnStarted,
    UsageRecorded,
)
from protocol.values import ToolFault, TurnOutcome
from sandbox.base import Provider

log = logging.getLogger(__name__)

REPLY_TOKENS = 4_000
THINKING_TOKENS = 4_000
REPLY_WITHIN_S = 180.0
OVERRUN = 3
"""Refused calls beyond the limit, after which the turn ends."""

REFUSED = "I can't help with that. Ask me about the task, the code or the tests, and I will do what I can."
STOPPED = "(I was stopped here.)"


class Assistant:
    """One session's pair programmer."""

    def __init__(
        self,
        client: ModelClient,
        link: Link,
        *,
        now: Watching,
        questions: Questions,
        provider: Provider,
        settings: AgentSettings,
    ) -> None:
        self._client, self._link, self._now, self._questions = client, link, now, questions
        self._settings = settings
        self._bench = Workbench(link, now=now, provider=provider)
        self._teller = Teller(link)
        self._calling = Calling(link, now=now, bench=self._bench, teller=self._teller, settings=settings)
        self._one = asyncio.Lock()
        """A turn, or its being ended; never both."""
        self._live: Live | None = None
        self._ended: set[str] = set()
        model = client.settings.model
        self._tokens = REPLY_TOKENS + (0 if accepts_quiet_thinking(model) else THINKING_TOKENS)

    async def answer(self, message_id: str) -> bool:
        """Answer a message, or go on with its answer."""
        async with self._one:
            turn_id = speech_id(self._now.state.session_id, f"turn {message_id}")
            if turn_id in self._ended:
                return True
            live = self._live = await self._begun(turn_id, message_id)
            try:
                outcome, reason = await self._replies(live)
            except ModelFailed as failed:
                outcome, reason = _outcome_of(failed.kind), str(failed)
                await self._teller.say(live, f"I could not answer: {reason}. The interviewer can still help you here.")
            except Exception:
                # The interview must not end because its assistant has a bug.
                log.exception("a turn of the assistant failed", extra={"turn": turn_id})
                outcome, reason = TurnOutcome.FAILED, "the assistant had an error of its own"
                await self._teller.say(live, "Something went wrong on my side. Please ask again.")
            await self._close(live, outcome, reason)
            return True

    async def end(self, step: EndTurn) -> bool:
        """Close a turn that must not go on; what it had done so far stands."""
        async with self._one:
            if step.turn_id in self._ended:
                return True
            live = self._live
            if live is None or live.turn_id != step.turn_id:
                live = self._folded()
                await self._end_credit(live)
            turn = self._now.state.help.turn
            fault = ToolFailed(ToolFault.INTERRUPTED, INTERRUPTED)
            try:
                await self._calling.measure(live)
            except ToolFailed as too_much:
                fault = too_much
            for tool_use_id, name in {
                **({one: call.tool_name for one, call in turn.open_calls.items()} if turn is not None else {}),
                **live.open,
            }.items():
                await self._teller.fail(live, tool_use_id, name, fault, time.monotonic())
            live.settled()
            if live.owed:
                await self._teller.remember(live, {"role": "user", "content": list(live.owed.values())})
            partial = live.partial.strip()
            if partial:
                await self._teller.say(live, partial)
            await self._teller.remember(live, _spoken(f"{partial}\n\n{STOPPED}".strip()))
            await self._close(live, TurnOutcome.STOPPED, step.reason)
            return True

    # -- the turn --------------------------------------------------------------------------------------

    async def _begun(self, turn_id: str, message_id: str) -> Live:
        state = self._now.state
        turn, record = state.help.turn, state.record
        assert record is not None, "the assistant works on a question"
        if turn is not None and turn.turn_id == turn_id:
            return await self._resumed()
        messages = sendable(state.help.memory.get(record.id, []))
        live = Live(state.session_id, turn_id, message_id, record.id, time.monotonic(), messages)
        line = next(line for line in state.help.queue if line.message_id == message_id)
        content = question_asked(state, line.text, now_ms=self._now.now_ms())
        await self._link.emit(
            AssistantTurnStarted(
                turn_id=turn_id,
                message_id=message_id,
                question_id=record.id,
                level=state.help.level,
                versions=state.versions(),
            )
        )
        await self._teller.remember(live, {"role": "user", "content": content})
        return live

    def _folded(self) -> Live:
        """The running turn as the log tells it."""
        turn = self._now.state.help.turn
        assert turn is not None, "a turn is under way"
        memory = self._now.state.help.memory.get(turn.question_id, [])
        return Live(
            self._now.state.session_id,
            turn.turn_id,
            turn.message_id,
            turn.question_id,
            time.monotonic(),
            sendable(memory),
            calls=turn.tool_calls,
            said=sum(one == turn.turn_id for one, _ in memory),
            usage=list(turn.usage),
            files=list(turn.files),
        )

    async def _resumed(self) -> Live:
        """Go on after a crash: calls that did not finish are told so, and their half edits are undone."""
        live = self._folded()
        state = self._now.state
        assert state.help.turn is not None, "a turn is under way"
        change = await self._end_credit(live)
        live.change = None
        await self._bench.take_back(change, ())
        for path, change_id in sorted(state.help.turn.writing):
            try:
                await self._link.call("doc.take_back", {"path": path, "change_id": change_id})
            except CallFailed as error:
                log.warning("a half edit was not taken back", extra={"why": error.reason})
        await self._interrupt(live, {one: call.tool_name for one, call in state.help.turn.open_calls.items()})
        await self._make_up(live, state.help.turn)
        if not live.said:
            line = next(line for line in state.help.queue if line.message_id == live.message_id)
            content = question_asked(state, line.text, now_ms=self._now.now_ms())
            await self._teller.remember(live, {"role": "user", "content": content})
        return live

    async def _end_credit(self, live: Live) -> Change:
        """What a call that was cut off with its agent has changed."""
        turn, change = self._now.state.help.turn, Change.of(live.turn_id)
        live.change = change
        if turn is not None and any(call.tool_name in CREDITED for call in turn.open_calls.values()):
            try:
                await self._bench.end_credit(change)
            except CallFailed as error:
                log.warning("what a command wrote is not known", extra={"why": error.reason})
            await told(self._now, change.versions.items())
        return change

    async def _make_up(self, live: Live, turn: Turn) -> None:
        """Remember the results of the last calls: of those that had ended what people were told."""
        memory = self._now.state.help.memory.get(live.question_id, [])
        owed = calls_in(memory[-1][1]) if memory else []
        if not owed:
            return
        live.messages.pop()
        told = {one: turn.ended_calls.get(one, (INTERRUPTED, True)) for one in owed}
        results = [tool_result(one, text, is_error=failed) for one, (text, failed) in told.items()]
        await self._teller.remember(live, {"role": "user", "content": results})

    async def _interrupt(self, live: Live, calls: dict[str, str]) -> None:
        for tool_use_id, name in calls.items():
            fault = ToolFailed(ToolFault.INTERRUPTED, INTERRUPTED)
            await self._teller.fail(live, tool_use_id, name, fault, time.monotonic())

    async def _replies(self, live: Live) -> tuple[TurnOutcome, str]:
        """Ask, use tools, ask again, until there is nothing more to do."""
        limit = self._settings.assistant_max_tool_calls
        while True:
            reply, drafts = await self._ask(live)
            if reply.stop_reason == "refusal":
                await self._calling.undo(live, drafts)
                await self._teller.say(live, REFUSED)
                return TurnOutcome.REFUSED, "the model declined to answer"
            uses = reply.tool_uses
            if not uses:
                # A reply that was cut runs no tool: its input can look whole.
                await self._calling.undo(live, drafts)
                blocks = [block for block in reply.blocks if block["type"] != "tool_use"]
                await self._tell(live, reply, blocks)
                return TurnOutcome.ANSWERED, "" if reply.stop_reason == "end_turn" else "the reply was cut off"
            await self._tell(live, reply, reply.blocks)
            live.owed = {one.tool_use_id: tool_result(one.tool_use_id, INTERRUPTED, is_error=True) for one in uses}
            for use in uses:
                live.calls += 1
                live.owed[use.tool_use_id] = await self._calling.use(live, use, drafts.by_id.get(use.tool_use_id))
            await self._teller.remember(live, {"role": "user", "content": list(live.owed.values())})
            live.owed = {}
            if live.calls >= limit + OVERRUN:
                return TurnOutcome.ANSWERED, f"it used more than {limit} tool calls"

    async def _ask(self, live: Live) -> tuple[Reply, Drafts]:
        help_ = self._now.state.help
        request = asking(
            live.messages,
            session_id=self._now.state.session_id,
            question=self._questions.get(live.question_id).public(),
            level=help_.level,
            kind=help_.kind,
            max_tokens=self._tokens,
        )
        live.partial, live.speech = "", live.next_speech()
        drafts = self._calling.drafts(live)
        saying = Saying(self._link, live.speech, voice="assistant")
        failure: ModelFailed | None = None
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(drafts.run(), name="write what the model writes")
            try:
                hear = self._hearing(live, drafts, saying)
                reply = await self._client.ask(request, hear=hear, within_s=REPLY_WITHIN_S)
            except ModelFailed as failed:
                failure = failed
            finally:
                saying.end()
                drafts.close()
        await self._note(live)
        if failure is not None:
            await self._calling.undo(live, drafts)
            raise failure
        return reply, drafts

    def _hearing(self, live: Live, drafts: Drafts, saying: Saying) -> Hear:
        asides = Asides(self._link, live.turn_id)

        def hear(event: StreamEvent) -> None:
            if isinstance(event, TextDelta):
                live.partial += event.text
                saying.hear(event.text)
            elif isinstance(event, ThinkingDelta):
                asides.hear(event.text)
            elif isinstance(event, ToolInputDelta):
                drafts.hear(event)
            elif isinstance(event, Restart):
                live.partial = ""
                saying.restart()
                drafts.hear(event)
            elif isinstance(event, Note):
                note = noted(event, voice="assistant", model=self._client.settings.model)
                live.notes.append(note)
                if isinstance(note, UsageRecorded):
                    live.usage.append(note)

        return hear

    # -- what is said and kept -----------------------------------------------------------------------------

    async def _tell(self, live: Live, reply: Reply, blocks: list[Message]) -> None:
        """Say the reply's text and remember its blocks, exactly as they came."""
        text = reply.text.strip()
        if text:
            await self._teller.say(live, text)
        live.partial = ""
        sendable_blocks = [block for block in blocks if block["type"] != "text" or str(block["text"]).strip()]
        if sendable_blocks:
            await self._teller.remember(live, {"role": "assistant", "content": sendable_blocks})

    async def _note(self, live: Live) -> None:
        """Keep what the requests cost; of one that was stopped it is said when its turn is closed."""
        notes, live.notes = live.notes, []
        for note in notes:
            await self._link.emit(note)

    async def _close(self, live: Live, outcome: TurnOutcome, reason: str) -> None:
        await self._note(live)
        change = await propose(live, now=self._now)
        if change is not None:
            complete = outcome is TurnOutcome.ANSWERED
            await self._link.emit(change.model_copy(update={"complete": complete}))
        self._ended.add(live.turn_id)
        self._live = None
        await self._link.emit(
            AssistantTurnEnded(
                turn_id=live.turn_id,
                message_id=live.message_id,
                outcome=outcome,
                reason=reason,
                tool_calls=live.calls,
                input_tokens=sum(one.input_tokens + one.cache_write_tokens for one in live.usage),
                output_tokens=sum(one.output_tokens for one in live.usage),
                cached_tokens=sum(one.cache_read_tokens for one in live.usage),
                cost_micro_usd=sum(one.cost_micro_usd for one in live.usage),
                duration_ms=ms_since(live.began_s),
            )
        )


def _spoken(text: str) -> Message:
    return {"role": "assistant", "content": [{"type": "text", "text": text}]}


def _outcome_of(kind: FaultKind) -> TurnOutcome:
    return TurnOutcome.UNAVAILABLE if kind is FaultKind.BUDGET_SPENT else TurnOutcome.FAILED
