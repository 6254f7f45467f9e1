"""What the assistant's tools do: through the session's sandbox and the document authority, as people do it."""

import fnmatch
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from agent.change import Change
from agent.drafting import Draft, place_of
from agent.ports import CallFailed, Link, Watching
from agent.progress import progress, tested
from agent.prompts.fences import clean, cut
from agent.tool_text import plain, redacted
from agent.toolbox import (
    AnalyzeProgress,
    Bash,
    EditFile,
    Glob,
    Grep,
    Input,
    ListFiles,
    ReadFile,
    ReadTerminal,
    RunTests,
    ToolFailed,
    WriteFile,
)
from protocol.facts import ChangedFile
from protocol.values import ToolFault
from sandbox.base import Provider, Sandbox
from sandbox.errors import FileTooLarge, PathRefused, SandboxError

log = logging.getLogger(__name__)

RESULT_LIMIT = 12_000
"""Characters of a result that the model gets: head, tail, and how much is missing between."""
FILE_BYTES = 512 * 1024
ENTRIES = 2_000
NO_MATCH = 1
CREDIT_SPARE_S = 10.0
"""Longer than a command may take, what it wrote is the assistant's: should nobody be left to say that it ended."""
CREDITED = frozenset({"bash", "edit_file", "write_file"})
"""Tools whose files the server tells from what was there before."""
CREDIT_WITHIN_S = 20.0
"""For looking at a whole workspace, which may be a large one."""
WRITE_S = 30.0


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gave; `truncated` when a part was left out."""

    text: str
    truncated: bool = False

    @classmethod
    def of(cls, text: str, *, limit: int = RESULT_LIMIT, truncated: bool = False) -> "Result":
        """Cleaned, without secrets, and cut."""
        told = redacted(clean(text))
        return cls(cut(told, limit), truncated or len(told) > limit)


class Workbench:
    """One session's tools at work."""

    def __init__(self, link: Link, *, now: Watching, provider: Provider) -> None:
        self._link, self._now, self._provider = link, now, provider

    def is_document(self, path: str) -> bool:
        """Whether the path is an open document of the question."""
        return path in self._now.state.documents

    async def use(self, wanted: Input, draft: Draft | None, change: Change) -> Result:
        """Do what is wanted; `draft` is the edit that already began. What it changes is noted in `change`.

        Raises:
            ToolFailed: with words for the model.
        """
        try:
            return await self._use(wanted, draft, change)
        except PathRefused as error:
            raise ToolFailed(ToolFault.FAILED, f"{error} ({error.reason})") from error
        except FileTooLarge as error:
            raise ToolFailed(ToolFault.FAILED, f"the file is too large to be read: {error}") from error
        except SandboxError as error:
            raise ToolFailed(ToolFault.FAILED, f"the sandbox did not do it: {error}") from error
        except CallFailed as error:
            raise ToolFailed(ToolFault.FAILED, error.reason) from error

    async def _use(self, wanted: Input, draft: Draft | None, change: Change) -> Result:
        match wanted:
            case ReadFile():
                return await self._read(wanted)
            case ListFiles(path=path):
                return Result.of("\n".join(await self._paths(path)) or "there is nothing")
            case Glob(pattern=pattern):
                found = [path for path in await self._paths("") if _matches(path, pattern)]
                return Result.of("\n".join(found) or "no path matches")
            case Grep():
                return await self._grep(wanted)
            case ReadTerminal(terminal=terminal):
                return self._terminal(terminal)
            case AnalyzeProgress():
                return Result.of(progress(self._now.state, now_ms=self._now.now_ms()))
            case EditFile() | WriteFile() if draft is not None:
                return await self._edit_document(wanted, draft, change)
            case EditFile() | WriteFile():
                return await self._write_file(wanted, change)
            case RunTests():
                return await self._run_tests()
            case Bash():
                return await self._bash(wanted, change)
        raise ToolFailed(ToolFault.FAILED, "there is no such tool here")

    @asynccontextmanager
    async def _sandbox(self) -> AsyncIterator[Sandbox]:
        flushed = await self._link.call("workspace.flush")
        sandbox = await self._provider.attach(flushed["sandbox_id"])
        try:
            yield sandbox
        finally:
            await sandbox.close()

    @asynccontextmanager
    async def _credited(self, change: Change, *, within_s: float) -> AsyncIterator[None]:
        """What programs write meanwhile belongs to the change, like an edit."""
        wanted = {"change_id": change.change_id, "for_s": within_s + CREDIT_SPARE_S}
        await self._link.call("workspace.credit", wanted, timeout_s=CREDIT_WITHIN_S)
        try:
            yield
        finally:
            await self.end_credit(change)

    async def end_credit(self, change: Change) -> None:
        """Note what was written since a credit began, which is over now; nothing where there is none.

        Raises:
            CallFailed: when the server cannot tell.
        """
        done = await self._link.call("workspace.credit", timeout_s=CREDIT_WITHIN_S)
        change.versions |= done["versions"]
        change.files += [ChangedFile.model_validate(file) for file in done["files"]]

    async def take_back(self, change: Change, documents: Iterable[str]) -> list[str]:
        """Undo what a change did to these documents and to its files; the paths where that could not be done."""
        calls: list[tuple[str, str, dict[str, Any]]] = [
            (path, "doc.take_back", {"path": path, "change_id": change.change_id}) for path in documents
        ]
        calls += [(file.path, "file.take_back", {"file": file.model_dump()}) for file in change.files]
        return [path for path, name, args in calls if not await self._undone(name, args)]

    async def _undone(self, name: str, args: dict[str, Any]) -> bool:
        try:
            return bool(await self._link.call(name, args, timeout_s=CREDIT_WITHIN_S))
        except CallFailed as error:
            log.warning("a change was not taken back", extra={"why": error.reason})
            return False

    # -- looking ---------------------------------------------------------------------------------------

    async def _text(self, path: str) -> str:
        if self.is_document(path):
            return str((await self._link.call("doc.read", {"path": path}))["content"])
        async with self._sandbox() as sandbox:
            content = await sandbox.read_file(path, limit_bytes=FILE_BYTES)
        if b"\0" in content:
            raise ToolFailed(ToolFault.FAILED, f"{path} is no text")
        return content.decode("utf-8", "replace")

    async def _read(self, wanted: ReadFile) -> Result:
        lines = (await self._text(wanted.path)).split("\n")
        last = min(len(lines), wanted.last_line or len(lines))
        if wanted.first_line > last:
            raise ToolFailed(ToolFault.INVALID_INPUT, f"{wanted.path} has {len(lines)} lines")
        numbered = (f"{number}\t{lines[number - 1]}" for number in range(wanted.first_line, last + 1))
        return Result.of("\n".join(numbered))

    async def _paths(self, under: str) -> list[str]:
        async with self._sandbox() as sandbox:
            entries = await sandbox.list_files(under, limit=ENTRIES)
        return [entry.path + ("/" if entry.kind == "folder" else "") for entry in entries]

    async def _grep(self, wanted: Grep) -> Result:
        # By a program inside: a pattern can be made to take for ever, and here it ends with the program.
        argv = ["grep", "-rnIE", "--exclude-dir=node_modules", "--exclude-dir=.git", "-m", "100"]
        argv += ["-i"] if wanted.ignore_case else []
        async with self._sandbox() as sandbox:
            ended = await sandbox.exec([*argv, "-e", wanted.pattern, "--", wanted.path or "."], wall_s=10)
        if ended.code > NO_MATCH:
            raise ToolFailed(ToolFault.INVALID_INPUT, _decoded(ended.err) or "grep failed")
        return Result.of(_decoded(ended.out).rstrip("\n") or "no line matches", truncated=ended.truncated)

    def _terminal(self, name: str) -> Result:
        terminals = self._now.state.help.terminals
        if name not in terminals:
            known = ", ".join(terminals) or "none"
            raise ToolFailed(
                ToolFault.FAILED, f"there is no terminal {name!r} that showed anything; there are: {known}"
            )
        return Result.of(plain(terminals[name]) or "the terminal shows nothing")

    # -- acting ----------------------------------------------------------------------------------------

    async def _edit_document(self, wanted: EditFile | WriteFile, draft: Draft, change: Change) -> Result:
        if draft.problem is not None:
            raise draft.problem
        if not draft.begun:
            await draft.begin(wanted.path, wanted.old_text if isinstance(wanted, EditFile) else None)
        await draft.write(_new_text(wanted), last=True)
        change.change_id, change.versions[wanted.path] = draft.change_id, draft.version
        return Result(f"{wanted.path} is changed; it is at version {draft.version} now.")

    async def _write_file(self, wanted: EditFile | WriteFile, change: Change) -> Result:
        try:
            before: str | None = await self._text(wanted.path)
        except PathRefused as error:
            if error.reason != "missing" or isinstance(wanted, EditFile):
                raise
            before = None
        content = _new_text(wanted)
        if isinstance(wanted, EditFile):
            assert before is not None, "what is not there was refused"
            at = place_of(before, wanted.old_text, wanted.path)
            content = before[:at] + content + before[at + len(wanted.old_text) :]
        async with self._credited(change, within_s=WRITE_S):
            await self._link.call("file.write", {"path": wanted.path, "content": content}, timeout_s=WRITE_S)
        return Result(f"{wanted.path} is {'created' if before is None else 'changed'}.")

    async def _run_tests(self) -> Result:
        run_id = (await self._link.call("tests.run", timeout_s=30))["run_id"]
        state = self._now.state
        try:
            await self._now.until(lambda: state.run is not None and state.run.id == run_id, within_s=30)
            await self._now.until(lambda: state.run is None or state.run.id != run_id or not state.run.open)
        except TimeoutError as error:
            raise ToolFailed(ToolFault.FAILED, "the tests gave no result in time") from error
        run = state.run
        if run is None or run.id != run_id:
            raise ToolFailed(ToolFault.FAILED, "another run took the place of this one: run again")
        if run.failed:
            raise ToolFailed(ToolFault.FAILED, "the tests could not be run: try again in a moment")
        return Result.of(tested([case for case in run.results.values() if not case.hidden]))

    async def _bash(self, wanted: Bash, change: Change) -> Result:
        async with self._sandbox() as sandbox, self._credited(change, within_s=wanted.timeout_s):
            ended = await sandbox.exec(["bash", "-c", wanted.command], wall_s=wanted.timeout_s)
        parts = [f"exit status {ended.code}" + (" (stopped: it took too long)" if ended.timed_out else "")]
        parts += [f"{name}:\n{_decoded(raw)}" for name, raw in (("output", ended.out), ("errors", ended.err)) if raw]
        if ended.truncated:
            parts.append("(there was more output; it was dropped)")
        if ended.oom:
            parts.append("(something was ended because the sandbox ran out of memory)")
        return Result.of("\n".join(parts), truncated=ended.truncated)


def _new_text(wanted: EditFile | WriteFile) -> str:
    return wanted.new_text if isinstance(wanted, EditFile) else wanted.content


def _decoded(raw: bytes) -> str:
    return plain(raw.decode("utf-8", "replace"))


def _matches(path: str, pattern: str) -> bool:
    """As a shell would: `**` for any folders; a pattern without a slash looks at names."""
    path = path.rstrip("/")
    if "/" not in pattern:
        return fnmatch.fnmatchcase(path.rsplit("/", 1)[-1], pattern)
    return fnmatch.fnmatchcase(path, pattern) or fnmatch.fnmatchcase(path, pattern.replace("**/", ""))
