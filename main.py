"""Run one interview agent over its two pipes, or the fork server that makes many.

python main.py --session-id ID --up PIPE --down PIPE [--generation N] [--home DIR]
python main.py --fork-server SOCKET --version NAME

The first words come before the imports: see `agent.first_words`.
"""

import os
import sys

USAGE = 2


def options_of(arguments: list[str]) -> dict[str, str]:
    """`--name value` pairs; argparse alone would take half of the time to the first event."""
    names, values = arguments[::2], arguments[1::2]
    known = {"--session-id", "--up", "--down", "--generation", "--home", "--fork-server", "--version"}
    wrong = [name for name in names if name not in known]
    if wrong or len(names) != len(values):
        print(__doc__ if not wrong else f"unknown option {wrong[0]}\n{__doc__}", file=sys.stderr)  # noqa: T201
        sys.exit(USAGE)
    return {name.removeprefix("--"): value for name, value in zip(names, values, strict=True)}


def run_agent(arguments: list[str]) -> int:
    """One interview, from its first words to its exit status."""
    options = options_of(arguments)
    if not {"session-id", "up", "down"} <= options.keys():
        print(__doc__, file=sys.stderr)  # noqa: T201
        return USAGE
    from agent.first_words import say_first_words

    generation = int(options.get("generation", "1"))
    flags = os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC
    up, down = os.open(options["up"], flags), os.open(options["down"], flags)
    read = say_first_words(options["session-id"], generation, up, down)

    from agent.program import run_interview

    return run_interview(
        session_id=options["session-id"],
        generation=generation,
        up=up,
        down=down,
        read=read,
        home=options.get("home", "."),
    )


def main(arguments: list[str]) -> int:
    """Choose between an agent and the fork server."""
    if "--fork-server" in arguments:
        options = options_of(arguments)
        from agent.program import serve_forks

        serve_forks(options["fork-server"], version=options.get("version", ""), child_main=run_agent)
        return 0
    return run_agent(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
