"""An agent as a program: settings, the pieces wired together, signals, the exit status."""

import asyncio
import faulthandler
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent import rehearsal
from agent.brains.fallback import make_brain, make_client
from agent.forkserver import ForkServer
from agent.interviewer import Interviewer
from agent.link import Orphaned, PipeLink
from agent.settings import AgentSettings
from bank.live import LiveBank
from bank.load import Bank
from protocol.events import InterviewInitializing
from protocol.values import Language
from sandbox.base import Provider
from sandbox.choose import make_provider
from sandbox.runners.registry import RUNNERS

if TYPE_CHECKING:
    from agent.llm.client import ModelClient

log = logging.getLogger(__name__)

EXIT_ORPHANED = 3
SETTLE_S = 30.0
OPEN_FILES = 1024
REHEARSALS = 10
"""The interpreter specializes a function after some eight calls."""


_banks: dict[str, LiveBank] = {}
_inherited: "Ground | None" = None
"""What the fork server made before the fork; building it anew costs each agent 4 MiB and milliseconds."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What every interview with the same environment stands on."""

    env: dict[str, str]
    settings: AgentSettings
    provider: Provider

    @classmethod
    def of_environment(cls) -> "Ground":
        """Made from the environment as it is now."""
        settings = AgentSettings()
        provider = make_provider(settings, data_dir=settings.data_dir)
        return cls(dict(os.environ), settings, provider)


def shared_bank(settings: AgentSettings) -> Bank:
    """The bank that the fork server loads once and each agent inherits."""
    live = _banks.setdefault(settings.questions_dir, LiveBank(settings.question_dirs))
    return live.get()


def configure(settings: AgentSettings) -> None:
    """Log to standard error, which is this agent's own file; dump stacks on SIGUSR1."""
    logging.basicConfig(
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
        force=True,
    )
    faulthandler.register(signal.SIGUSR1, file=sys.stderr, all_threads=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, hard), hard))


def run_interview(*, session_id: str, generation: int, up: int, down: int, read: bytes, home: str) -> int:
    """Hold one interview; returns the exit status."""
    ground = _inherited
    if ground is None or ground.env != os.environ:
        ground = Ground.of_environment()
        configure(ground.settings)
    client = make_client(ground.settings)
    return asyncio.run(_run(ground, session_id, generation, up, down, read, Path(home), client))


async def _run(
    ground: Ground,
    session_id: str,
    generation: int,
    up: int,
    down: int,
    read: bytes,
    home: Path,
    client: "ModelClient | None",
) -> int:
    settings = ground.settings
    link = PipeLink(
        session_id=session_id,
        generation=generation,
        up=up,
        down=down,
        orphan_after_s=settings.orphan_after_s,
        read=read,
    )
    if generation == 1:
        link.said(InterviewInitializing(generation=generation))
    link.begin()
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    interviewer = Interviewer(
        link=link,
        bank=lambda: shared_bank(settings),
        provider=ground.provider,
        runners={Language(name): runner for name, runner in RUNNERS.items()},
        brain=make_brain(client),
        model=client,
        settings=settings,
        home=home,
        generation=generation,
        already_said=generation == 1,
    )
    try:
        await interviewer.run()
        if not await link.settled(SETTLE_S):
            log.error("not everything said was acknowledged", extra={"wait_s": SETTLE_S})
            return 1
    except Orphaned:
        log.warning("no server was heard for too long", extra={"orphan_after_s": settings.orphan_after_s})
        return EXIT_ORPHANED
    except asyncio.CancelledError:
        log.info("stopped on request")
    finally:
        link.close()
    return 0


def serve_forks(path: str, *, version: str, child_main: Callable[[list[str]], int]) -> None:
    """Preload what agents need and fork them on request."""
    global _inherited
    _inherited = Ground.of_environment()
    settings = _inherited.settings
    configure(settings)
    preload(settings)
    warm_up(_inherited)

    def refresh() -> None:
        shared_bank(settings)

    server = ForkServer(
        Path(path),
        child_main=child_main,
        refresh=refresh,
        version=version,
        orphan_after_s=settings.orphan_after_s,
    )
    server.serve()


def warm_up(ground: Ground) -> None:
    """Hold interviews with nobody, so that what their first run writes is written before the forks.

    The scripted brain speaks: a model is not asked for nothing.
    """

    async def hold(up: int, down: int, read: bytes, home: Path) -> object:
        return await _run(ground, rehearsal.SESSION, 1, up, down, read, home, None)

    quiet = logging.getLogger()
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        for _ in range(REHEARSALS):
            asyncio.run(rehearsal.rehearse(hold))
    except TimeoutError:
        log.warning("the rehearsal did not come to rest; agents will be larger", extra={"wait_s": rehearsal.WITHIN_S})
    finally:
        quiet.setLevel(level)


def preload(settings: AgentSettings) -> None:
    """Import and warm what a child would otherwise pay for itself."""
    shared_bank(settings)
    if settings.uses_claude:
        import agent.assistant
        import agent.new_questions
        import agent.prompt_reading
        import agent.wall  # noqa: F401 - these are what an agent with a model imports when it begins
        from agent.llm.client import preload as preload_client

        # Imports the brain and its prompts; it opens nothing before its first request.
        make_brain(make_client(settings))
        preload_client()
