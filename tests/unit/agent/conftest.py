"""A bank on disk, sandboxes without isolation for code that these tests wrote themselves, and a stage."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from agent.brains.base import Brain
from agent.brains.scripted import ScriptedBrain
from agent.fold import fold
from agent.interviewer import Interviewer
from agent.settings import AgentSettings
from agent.state import AgentState
from bank.load import Bank, load_bank
from sandbox.base import Limits
from sandbox.errors import SandboxError, SandboxGone
from sandbox.runners.base import Call, CallOutcome, CallResult
from tests.fakes.link import FakeLink, FakeServer

if TYPE_CHECKING:
    from agent.llm.client import ModelClient

SETTINGS = {"nudge_after_s": 120.0, "max_nudges": 3, "questions_per_interview": 2, "marker_rest_s": 2.0}

STARTER = 'def double(values):\n    """Each value doubled."""\n    raise NotImplementedError\n'
RIGHT = """def double(values):
    if not isinstance(values, list):
        raise TypeError
    return [2 * v for v in values]
"""
WRONG = "def double(values):\n    return values\n"
HALF = "def double(values):\n    return [2 * v for v in values]\n"


def settings(**changes: Any) -> AgentSettings:
    """The settings of a test, whatever its environment is."""
    return AgentSettings.model_construct(**(AgentSettings.model_construct().model_dump() | SETTINGS | changes))


def write_question(
    folder: Path,
    slug: str,
    *,
    difficulty: str = "medium",
    kind: str = "technical",
    languages: Sequence[str] = ("python",),
) -> None:
    """A small, complete question: doubling the numbers of a list."""
    root = folder / slug
    spec = {
        "id": slug,
        "title": f"Doubling {slug}",
        "type": kind,
        "difficulty": difficulty,
        "topics": ["lists", "arithmetic"],
        "estimated_minutes": 10,
        "signature": {
            "function": "double",
            "parameters": [{"name": "values", "type": "list of int"}],
            "returns": "list",
        },
        "hints": ["What happens to one value?", "A loop over the values.", "Multiply each by two."],
        "follow_ups": ["What would it cost on a million values?"],
        "rubric": [{"dimension": "correctness", "weak": "forgets some", "strong": "all"}],
        "cases": [
            {"name": "three numbers", "input": [[1, 2, 3]], "expected": [2, 4, 6]},
            {"name": "one number", "input": [[5]], "expected": [10]},
            {"name": "an empty list", "input": [[]], "expected": [], "category": "edge", "hidden": True},
            {"name": "no list at all", "input": ["ab"], "raises": "TypeError", "category": "error", "hidden": True},
        ],
    }
    root.mkdir(parents=True)
    (root / "question.yaml").write_text(yaml.safe_dump(spec))
    (root / "statement.md").write_text(
        "Write `double(values)`, which returns each value doubled.\n\nThe list may be empty. Other types raise "
        "`TypeError`. Up to 1,000 values.\n\n```example\ndouble([1, 2, 3])\n=> [2, 4, 6]\n```\n\n"
        "```example\ndouble([5])\n=> [10]\n```\n"
    )
    files = {"python": ("solution.py", STARTER, RIGHT, WRONG)}
    js = "function double(values) {\n  return [];\n}\nmodule.exports = { double };\n"
    files["javascript"] = ("solution.js", js, js, js)
    ts = "export function double(values: number[]): number[] {\n  return values.map((one) => 2 * one);\n}\n"
    files["typescript"] = ("solution.ts", ts, ts, ts)
    go = "package solution\n\nfunc Double(values []int) []int {\n\treturn append(values, values...)\n}\n"
    files["go"] = ("solution.go", go, go, go)
    for language in languages:
        name, starter, right, wrong = files[language]
        for part, text in (("starter", starter), ("reference", right), ("wrong/wrong_answer--same", wrong)):
            target = root / language / part / name
            target.parent.mkdir(parents=True)
            target.write_text(text)


@pytest.fixture
def bank_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    for slug, difficulty in (
        ("easy-one", "easy"),
        ("medium-one", "medium"),
        ("medium-two", "medium"),
        ("hard-one", "hard"),
    ):
        write_question(folder, slug, difficulty=difficulty)
    write_question(folder, "debug-one", kind="debugging")
    return folder


class OwnSandbox:
    """Holds files; nothing of it is isolated, because only these tests' own code comes here."""

    def __init__(self, sandbox_id: str) -> None:
        self.id = sandbox_id
        self.files: dict[str, str] = {}
        self.closed = False

    async def write_file(self, path: str, content: bytes, *, mode: int = 0o644) -> None:
        self.files[path] = content.decode()

    async def close(self) -> None:
        self.closed = True


class OwnProvider:
    """Makes such sandboxes; `broken` counts how often making one still fails."""

    def __init__(self) -> None:
        self.made: list[OwnSandbox] = []
        self.broken = 0
        self.attached = OwnSandbox("workspace-1")

    async def create(self, name: str, *, limits: Limits | None = None) -> OwnSandbox:
        if self.broken:
            self.broken -= 1
            raise SandboxError("the disk for sandboxes is full")
        self.made.append(OwnSandbox(name))
        return self.made[-1]

    async def attach(self, sandbox_id: str) -> OwnSandbox:
        if self.broken:
            self.broken -= 1
            raise SandboxGone("there is no such sandbox")
        return self.attached


class OwnRunner:
    """Calls the function in this process; `gate` holds it up before each case."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.runs: list[dict[str, str]] = []
        self.breaks_after: int | None = None

    async def run_cases(
        self, sandbox: OwnSandbox, *, main_file: str, function: str, calls: Sequence[Call]
    ) -> AsyncIterator[CallResult]:
        self.runs.append(dict(sandbox.files))
        names: dict[str, Any] = {}
        try:
            exec(sandbox.files[main_file], names)
        except SyntaxError as error:
            yield CallResult(
                calls[0].name, CallOutcome.COMPILE_ERROR, error=f"SyntaxError: {error.msg}", line=error.lineno
            )
            return
        for number, call in enumerate(calls):
            await self.gate.wait()
            await asyncio.sleep(0)
            if self.breaks_after is not None and number >= self.breaks_after:
                raise SandboxError("the holder died")
            try:
                value = names[function](*json.loads(call.text()))
                yield CallResult(call.name, CallOutcome.RETURNED, value=json.dumps(value), ms=1)
            except Exception as error:  # noqa: BLE001 - whatever the code under test raises is a result
                bases = tuple(base.__name__ for base in type(error).__mro__)
                yield CallResult(
                    call.name, CallOutcome.RAISED, error_type=type(error).__name__, error_bases=bases, error=repr(error)
                )


class Stage:
    """One session with everything around the interviewer."""

    def __init__(
        self, bank_dir: Path, home: Path, server: FakeServer, agent_settings: AgentSettings, brain: Brain
    ) -> None:
        self.server, self.settings, self.brain = server, agent_settings, brain
        self.bank_dir, self.home = bank_dir, home
        self.provider, self.runner = OwnProvider(), OwnRunner()
        self.runners: Mapping[str, Any] = {"python": self.runner}
        self.server.flush = lambda: {"sandbox_id": "workspace-1", "versions": self.server.view.versions()}
        self.bank: Callable[[], Bank] = lambda: load_bank([self.bank_dir])
        self.generation = 0
        self.monotonic = server.monotonic
        self.task: asyncio.Task[None] | None = None
        self.model: Callable[[], ModelClient | None] = lambda: None
        """Makes each generation's way to the model."""

    def agent(self, *, store: int | None = None) -> Interviewer:
        """A new generation of the agent on this session's log."""
        self.generation += 1
        link = FakeLink(self.server, store=store)
        self.link = link
        return Interviewer(
            link=link, bank=self.bank, provider=self.provider,  # type: ignore[arg-type]
            runners=self.runners, brain=self.brain, settings=self.settings, home=self.home,
            generation=self.generation, monotonic=self.monotonic, model=self.model(),
        )  # fmt: skip

    def start(self, *, store: int | None = None) -> asyncio.Task[None]:
        self.interviewer = self.agent(store=store)
        self.task = asyncio.create_task(self.interviewer.run())
        return self.task

    async def kill(self) -> None:
        """Like SIGKILL: nothing more comes out, nothing is tidied up in the log."""
        self.link.cut()
        if self.task is not None:
            self.task.cancel()
            await asyncio.wait({self.task})

    async def begun(self) -> None:
        """Play until the first question is introduced."""
        self.start()
        await self.server.until(lambda: [e for e in self.log("chat_message") if e.moment == "introduce"])
        await self.server.quiet()

    def log(self, name: str) -> list[Any]:
        return [event for event in self.server.events() if event.event_type == name]

    def folded(self) -> AgentState:
        return fold(self.server.log)


Stages = Callable[..., Stage]


@pytest.fixture
async def stages(bank_dir: Path, tmp_path: Path) -> AsyncIterator[Stages]:
    made: list[Stage] = []

    def make(*, brain: Brain | None = None, changes: Mapping[str, Any] | None = None, **created: Any) -> Stage:
        home = tmp_path / f"home{len(made)}"
        server = FakeServer(**created)
        made.append(Stage(bank_dir, home, server, settings(**(changes or {})), brain or ScriptedBrain()))
        return made[-1]

    yield make
    for stage in made:
        await stage.kill()


@pytest.fixture
async def stage(stages: Stages) -> Stage:
    return stages()
