"""Run inside the sandbox: calls a candidate's JavaScript or TypeScript function, each call in a Node of its own.

Stdlib only. TypeScript becomes JavaScript once, by a Node that runs nothing of the candidate's; what
came of it is given to each call.
"""

from __future__ import annotations

import json
import os
import sys

from sandbox.runners.inside.supervisor import Candidate, Report, become_program, protect, require, serve

TYPE_CHECKING = False  # as in the supervisor
if TYPE_CHECKING:
    from typing import NoReturn

    from sandbox.runners.inside.supervisor import Order

MIB = 1024 * 1024
NODE_HOLDS = 96 * MIB  # what Node itself holds in RAM, with room for garbage that is not collected yet
PREPARE_S = 20
STATIC = [
    "--disable-warning=ExperimentalWarning",
    "--stack-size=3900",
    "--enable-source-maps",
    "--no-rehash-snapshot",  # a twelfth of the start; whoever could make strings collide has this process to himself
]


def main() -> None:
    """Prepare, then serve."""
    main_file, function, alone, driver, preparer = sys.argv[1:6]
    protect()
    require("node")
    unloaded, sources = prepared(preparer, main_file) if preparer else (None, {})

    def start(order: Order) -> NoReturn:
        orders = os.memfd_create("order")
        task = {"main": main_file, "function": function, "arguments": order["arguments"], "sources": sources}
        with open(orders, "wb", closefd=False) as file:
            file.write(json.dumps(task).encode())
        os.lseek(orders, 0, os.SEEK_SET)
        os.dup2(orders, 0)
        heap = f"--max-old-space-size={order['memory_mb'] + 64}"
        os.execvp("node", ["node", heap, *STATIC, "--input-type=commonjs", "-e", driver])  # noqa: S606

    def start_program(order: Order) -> NoReturn:
        become_program(order)
        node = ["node", f"--max-old-space-size={order['memory_mb'] + 64}", *STATIC]
        if not preparer:
            os.execvp("node", [*node, main_file])  # noqa: S606
        task = os.memfd_create("task", 0)
        with open(task, "wb", closefd=False) as file:
            file.write(json.dumps({"main": main_file, "sources": sources}).encode())
        os.lseek(task, 0, os.SEEK_SET)
        os.execvp("node", [*node, "--input-type=commonjs", "-e", driver, str(task)])  # noqa: S606

    candidate = Candidate(start if function else start_program, held_bytes=held_bytes, program=not function)
    serve(candidate, alone=alone == "alone", unloaded=unloaded)


def held_bytes(order: Order) -> int:
    """The memory a call may hold in RAM: what the question gives, and what Node takes."""
    return order["memory_mb"] * MIB + NODE_HOLDS


def prepared(preparer: str, main_file: str) -> tuple[Report | None, dict[str, object]]:
    """What is wrong with the main file, or the JavaScript of each TypeScript file in the workspace."""
    import subprocess  # JavaScript does without

    argv = ["node", *STATIC, "--input-type=commonjs", "-e", preparer, main_file]
    made = subprocess.run(argv, capture_output=True, timeout=PREPARE_S, check=True)
    told = json.loads(made.stdout)
    return told["unloaded"], told["sources"]


main()
