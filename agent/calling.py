"""The dispatcher of the assistant's calls: asks the level again, waits for people, does it, tells it."""

import time

from agent.change import PROGRAM, Change
from agent.drafting import Draft, Drafts
from agent.help import Message
from agent.llm.stream import ToolUse
from agent.memory import tool_result
from agent.ports import Link, Watching
from agent.settings import AgentSettings
from agent.telling import Live, Teller
from agent.toolbox import TOOLS, EditFile, ToolFailed, WriteFile, allowed, checked, lines_of, overstep
from agent.turn_end import told
from agent.workbench import Result, Workbench
from protocol.merging import lines_changed
from protocol.values import ToolFault

CONFIRM_S = 600.0


class Calling:
    """One session's calls."""

    def __init__(self, link: Link, *, now: Watching, bench: Workbench, teller: Teller, settings: AgentSettings) -> None:
        self._link, self._now, self._bench, self._teller = link, now, bench, teller
        self._settings = settings

    def drafts(self, live: Live) -> Drafts:
        """For the edits of the next reply, to be seen while they are written."""

        def make(name: str) -> Draft:
            draft = self._draft(live, name)
            live.drafts.append(draft)
            return draft

        def streams(name: str, path: str) -> bool:
            help_ = self._now.state.help
            fits = live.calls < self._settings.assistant_max_tool_calls
            may = allowed(TOOLS[name], help_.level, help_.kind) and not self._waits(name)
            return fits and may and self._bench.is_document(path)

        async def begun(tool_use_id: str, name: str, draft: Draft) -> None:
            await self._teller.start(live, tool_use_id, name, {"path": draft.path})

        async def undone(tool_use_id: str, name: str) -> None:
            fault = ToolFailed(ToolFault.INTERRUPTED, "the reply began again")
            await self._teller.fail(live, tool_use_id, name, fault, time.monotonic())

        return Drafts(make, streams=streams, begun=begun, undone=undone)

    def _draft(self, live: Live, name: str) -> Draft:
        def refuse(text: str) -> ToolFailed | None:
            return overstep(self._now.state.help.level, lines=lines_of(text)) if name == "edit_file" else None

        return Draft(self._link, turn_id=live.turn_id, refuse=refuse)

    async def undo(self, live: Live, drafts: Drafts) -> None:
        """Take back what a reply wrote that will not be used."""
        for tool_use_id, draft in drafts.by_id.items():
            await draft.take_back()
            if tool_use_id in live.open:
                fault = ToolFailed(ToolFault.INTERRUPTED, "the reply was cut off")
                await self._teller.fail(live, tool_use_id, live.open[tool_use_id], fault, time.monotonic())

    async def use(self, live: Live, use: ToolUse, draft: Draft | None) -> Message:
        """Do a call, and tell it; `draft` is the edit that already began. Gives what the model is told."""
        began_s = time.monotonic()
        try:
            result = await self._result(live, use, draft)
        except ToolFailed as failed:
            if draft is not None:
                await draft.take_back()
            await self._teller.fail(live, use.tool_use_id, use.name, failed, began_s)
            return tool_result(use.tool_use_id, failed.message, is_error=True)
        await self._teller.complete(live, use.tool_use_id, use.name, result, began_s)
        return tool_result(use.tool_use_id, result.text, is_error=False)

    async def _result(self, live: Live, use: ToolUse, draft: Draft | None) -> Result:
        help_ = self._now.state.help
        waiting = self._waits(use.name) and allowed(TOOLS[use.name], help_.level, help_.kind)
        if use.tool_use_id not in live.open:
            await self._teller.start(live, use.tool_use_id, use.name, use.input, waiting=waiting)
        if live.calls > self._settings.assistant_max_tool_calls:
            message = "that was one call too many for this turn: answer with what you have"
            raise ToolFailed(ToolFault.TOO_MANY, message)
        if use.error is not None:
            raise ToolFailed(ToolFault.INVALID_INPUT, f"the input was no valid JSON: {use.error}")
        wanted = checked(use.name, use.input, help_.level, help_.kind)
        if waiting:
            await self._confirmed(use.tool_use_id)
            # The level may have changed while it waited.
            wanted = checked(use.name, use.input, help_.level, help_.kind)
        if draft is None and isinstance(wanted, EditFile | WriteFile) and self._bench.is_document(wanted.path):
            draft = self._draft(live, use.name)
            live.drafts.append(draft)
        change = live.change = Change.of(live.turn_id)
        try:
            result = await self._bench.use(wanted, draft, change)
            await self.measure(live)
        except ToolFailed:
            await self.measure(live)
            if draft is not None:
                await draft.take_back()
            raise
        return result

    async def measure(self, live: Live) -> None:
        """Ask the level about what the call has changed, whatever tool it was: too much is taken back as a whole.

        Raises:
            ToolFailed: when it was too much; it says what could not be taken back.
        """
        help_, change = self._now.state.help, live.change
        if change is None or help_.turn is None:
            return
        await told(self._now, change.versions.items())
        documents = self._now.state.documents
        # Neither what it rewrote twice nor what others wrote meanwhile counts.
        brought = {
            path: min(one.lines, lines_changed(one.before, documents[path].text)[0])
            for path, one in help_.turn.sets.get(change.change_id, {}).items()
            if path in documents and one.before != documents[path].text
        }
        if not brought and not change.files:
            return
        lines = sum(brought.values()) + sum(file.added for file in change.files if PROGRAM.search(file.path))
        refusal = overstep(help_.level, lines=lines)
        if refusal is None:
            return
        kept = await self._bench.take_back(change, brought)
        change.files = [file for file in change.files if file.path in kept]
        done = f"what it changed was taken back, but not {', '.join(kept)}" if kept else "all it changed was taken back"
        raise ToolFailed(refusal.fault, f"{refusal.message}; {done}")

    def _waits(self, name: str) -> bool:
        mode, tool = self._settings.assistant_confirm, TOOLS.get(name)
        return tool is not None and (mode == "all" or (mode == "destructive" and tool.destructive))

    async def _confirmed(self, tool_use_id: str) -> None:
        help_ = self._now.state.help

        def decided() -> bool:
            return help_.turn is not None and tool_use_id in help_.turn.decisions

        try:
            await self._now.until(decided, within_s=CONFIRM_S)
        except TimeoutError as error:
            raise ToolFailed(ToolFault.DECLINED, "the candidate did not decide; go on without it") from error
        if help_.turn is None or not help_.turn.decisions[tool_use_id]:
            raise ToolFailed(ToolFault.DECLINED, "the candidate declined this call; ask what they want instead")
