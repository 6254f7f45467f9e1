"""The assistant's tools: what each takes, from which level on it may be used, and what it is said to do.

The level decides which are offered, and decides again when one is called: a call that was not offered is
refused, whoever talked the model into it.
"""

import posixpath
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from agent.llm.stream import Block
from protocol.values import Assistance, Helpfulness, ToolFault

SMALL_STEP_LINES = 30
"""Lines that one call may bring at `pair-programming`: small steps."""


def one_path(path: str) -> str:
    """However it is written, one file has one path; the workspace itself is the empty one."""
    plain = posixpath.normpath(path.strip())
    return "" if plain == "." else plain


WorkspacePath = Annotated[str, AfterValidator(one_path)]

Path = Field(min_length=1, max_length=1024, description="path in the workspace, with /")


class ToolFailed(Exception):
    """A call gave no result; the message is for the model, and says what to do instead."""

    def __init__(self, fault: ToolFault, message: str) -> None:
        super().__init__(message)
        self.fault, self.message = fault, message


class Input(BaseModel):
    """What a tool takes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ReadFile(Input):
    path: WorkspacePath = Path
    first_line: int = Field(default=1, ge=1)
    last_line: int | None = Field(default=None, ge=1)


class ListFiles(Input):
    path: WorkspacePath = Field(default="", max_length=1024, description="a folder; the whole workspace when empty")


class Glob(Input):
    pattern: str = Field(min_length=1, max_length=500, description="such as *.py or tests/**/*.ts")


class Grep(Input):
    pattern: str = Field(min_length=1, max_length=1000, description="an extended regular expression")
    path: WorkspacePath = Field(
        default="", max_length=1024, description="a file or folder; the whole workspace when empty"
    )
    ignore_case: bool = False


class ReadTerminal(Input):
    terminal: str = Field(default="main", max_length=100)


class AnalyzeProgress(Input):
    pass


class EditFile(Input):
    path: WorkspacePath = Path
    old_text: str = Field(min_length=1, description="text of the file that occurs exactly once, to the letter")
    new_text: str = Field(description="what comes in its place")


class WriteFile(Input):
    path: WorkspacePath = Path
    content: str = Field(description="the file's whole content")


class RunTests(Input):
    pass


class Bash(Input):
    command: str = Field(min_length=1, max_length=8000)
    timeout_s: int = Field(default=20, ge=1, le=60)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool. `since` is the first level that has it; `acts` ones need an assistance that acts."""

    name: str
    takes: type[Input]
    does: str
    since: Helpfulness = Helpfulness.CONSULTANT
    acts: bool = False
    destructive: bool = False
    streams: bool = False

    def offered(self) -> Block:
        """As the model is told of it."""
        schema = self.takes.model_json_schema()
        schema.pop("title", None)
        schema.pop("description", None)
        for member in schema.get("properties", {}).values():
            member.pop("title", None)
        told: Block = {"name": self.name, "description": self.does, "input_schema": schema}
        return told | {"eager_input_streaming": True} if self.streams else told


_PAIR, _FULL = Helpfulness.PAIR_PROGRAMMING, Helpfulness.FULL_COPILOT
_LEVELS = list(Helpfulness)

TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("read_file", ReadFile, "Read a text file of the workspace, or some of its lines, with line numbers."),
        Tool("list_files", ListFiles, "List the files and folders of the workspace."),
        Tool("glob", Glob, "Find files by a pattern of their path."),
        Tool("grep", Grep, "Search the files for a regular expression; gives path, line number and line."),
        Tool("read_terminal", ReadTerminal, "Read the newest output of the candidate's terminal."),
        Tool(
            "analyze_progress",
            AnalyzeProgress,
            "See where the candidate stands: time, runs, submissions, which visible tests pass and fail and how.",
        ),
        Tool(
            "edit_file",
            EditFile,
            "Replace one piece of a file. The candidate sees it appear while you write. Keep it as small as it can be.",
            since=_PAIR,
            acts=True,
            streams=True,
        ),
        Tool("run_tests", RunTests, "Run the visible tests on the present code; gives each result.", _PAIR, acts=True),
        Tool(
            "bash",
            Bash,
            "Run a shell command in the workspace's sandbox, which has no network. Gives exit status and output.",
            since=_PAIR,
            acts=True,
            destructive=True,
        ),
        Tool(
            "write_file",
            WriteFile,
            "Create a file, or replace the whole content of one. Prefer edit_file for changes.",
            since=_FULL,
            acts=True,
            destructive=True,
            streams=True,
        ),
    )
}


def allowed(tool: Tool, level: Helpfulness, kind: Assistance) -> bool:
    """Whether the tool may be used now."""
    if kind is Assistance.OFF or (tool.acts and kind is not Assistance.AGENT):
        return False
    return _LEVELS.index(level) >= _LEVELS.index(tool.since)


@cache
def offered(level: Helpfulness, kind: Assistance) -> tuple[Block, ...]:
    """The tools that the model is told of, always in the same order; made once, because it takes two milliseconds."""
    return tuple(tool.offered() for tool in TOOLS.values() if allowed(tool, level, kind))


def checked(name: str, arguments: dict[str, object], level: Helpfulness, kind: Assistance) -> Input:
    """The input of a call that may be made now.

    Raises:
        ToolFailed: when there is no such tool, it may not be used now, or its input is wrong.
    """
    tool = TOOLS.get(name)
    if tool is None or not allowed(tool, level, kind):
        known = ", ".join(tool.name for tool in TOOLS.values() if allowed(tool, level, kind))
        message = f"{name} may not be used at the level {level.value}; there are: {known}"
        raise ToolFailed(ToolFault.NOT_ALLOWED, message)
    try:
        found = tool.takes.model_validate(arguments)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ToolFailed(ToolFault.INVALID_INPUT, f"{where}: {first['msg']}".lstrip(": ")) from error
    if isinstance(found, EditFile) and (refusal := overstep(level, lines=lines_of(found.new_text))) is not None:
        raise refusal
    return found


def overstep(level: Helpfulness, *, lines: int) -> ToolFailed | None:
    """The refusal of a call that changes documents or files and brings `lines` into them, where the level has one."""
    if level is Helpfulness.CONSULTANT:
        message = "at this level nothing may be changed: give a hint, or ask a question that leads on"
        return ToolFailed(ToolFault.NOT_ALLOWED, message)
    if level is _PAIR and lines > SMALL_STEP_LINES:
        message = f"at this level a step brings at most {SMALL_STEP_LINES} lines: take a smaller step and explain it"
        return ToolFailed(ToolFault.NOT_ALLOWED, message)
    return None


def lines_of(text: str) -> int:
    """How many lines a text has."""
    return text.count("\n") + (text != "" and not text.endswith("\n"))
