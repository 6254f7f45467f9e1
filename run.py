"""Start the server, or do one of the operator's chores.

python run.py                        serve
python run.py questions verify …     prove the question bank
python run.py questions generate …   have a model write a question, and prove it
python run.py doctor                 what this machine gives, and how to get the rest
"""

import asyncio
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.config import ServerSettings
    from sandbox.base import Provider
    from sandbox.doctor import Row

ROOT = Path(__file__).resolve().parent


def load_dotenv() -> None:
    """Take `.env` of the working directory into the environment; what is set already wins."""
    from dotenv import dotenv_values

    for name, value in dotenv_values(".env").items():
        if value:
            os.environ.setdefault(name, value)


def _provider(settings: "ServerSettings") -> "Provider":
    """Who provides the sandboxes."""
    from sandbox.choose import make_provider

    return make_provider(settings, data_dir=settings.data_dir)


def serve() -> int:
    """Run the server until it is told to stop."""
    import uvicorn

    from app.core.config import ServerSettings
    from app.core.logging import configure_logging
    from app.core.stream_protocol import StreamProtocol
    from app.core.wire_protocol import protocol_class
    from app.main import create_app
    from protocol.frames import MAX_MESSAGE

    settings = ServerSettings()
    configure_logging(settings.log_level, settings.log_format)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.drafts_dir.mkdir(exist_ok=True)
    provider = _provider(settings)
    config = uvicorn.Config(
        create_app(settings, provider),
        host=settings.host,
        port=settings.port,
        http=StreamProtocol,
        ws=protocol_class(),
        ws_max_size=MAX_MESSAGE,
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    # All that is loaded by now stays. Walking through it would hold everybody up for 100 ms at each full collection.
    gc.collect()
    gc.freeze()
    print(f"InterviewLM: {settings.base_url}/  (the calls: {settings.base_url}/docs)", flush=True)
    uvicorn.Server(config).run()
    return 0


def questions(arguments: list[str]) -> int:
    """The bank's commands; the one that needs a model is the agent's."""
    from app.core.config import ServerSettings
    from bank.cli import main as bank_main

    settings = ServerSettings()
    if arguments[:1] == ["generate"]:
        from agent.generate import main as generate
        from agent.settings import AgentSettings

        return generate(arguments[1:], settings=AgentSettings(), provider=_provider(settings))
    return bank_main(
        arguments, dirs=settings.question_dirs, state_dir=settings.data_dir.resolve(), provider=_provider(settings)
    )


def doctor() -> int:
    """What this machine gives."""
    from app.core.config import ServerSettings
    from sandbox.doctor import Remote, report, report_languages, report_remote

    settings = ServerSettings()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    provider = _provider(settings)

    async def found() -> "list[Row]":
        rows = await report_remote(provider) if isinstance(provider, Remote) else report(provider)
        return rows + await report_languages(provider)

    rows = asyncio.run(found())
    for row in rows:
        print(f"{'ok ' if row.good else '-- '} {row.what:<14} {row.says}")
    return 0 if rows[0].good else 1


def main(arguments: list[str]) -> int:
    """Choose what to do by the first argument."""
    from pydantic import ValidationError

    load_dotenv()
    try:
        match arguments:
            case []:
                return serve()
            case ["questions", *rest]:
                return questions(rest)
            case ["doctor"]:
                return doctor()
    except ValidationError as error:
        if not error.title.endswith("Settings"):
            raise
        for problem in error.errors(include_url=False):
            name = ".".join(str(part) for part in problem["loc"]).upper()
            print(f"{name + ': ' if name else ''}{problem['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        return 2
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
