"""Run inside the sandbox: calls a candidate's Python function, each call in a forked child of its own.

Stdlib only. The candidate's file is loaded in the child; the warm parent is `supervisor`.
"""

from __future__ import annotations

import bisect  # noqa: F401 - what solutions use most is there at once after the fork
import contextlib
import dataclasses  # noqa: F401 - likewise
import json
import os
import resource
import sys
import traceback
import typing  # noqa: F401 - likewise
from functools import partial

from sandbox.runners.inside.supervisor import Candidate, Report, become_program, protect, serve

TYPE_CHECKING = False  # as in the supervisor
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from sandbox.runners.inside.supervisor import Order

ERROR_CHARS, FRAMES = 4000, 10
MEMORY_FLOOR = 32 * 1024 * 1024  # what the interpreter itself holds


def start(order: Order, *, main_file: str, function: str) -> NoReturn:
    """In the child: take on what is Python's own, then call."""
    os.closerange(4, 256)
    os.set_inheritable(3, False)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    bound_memory(order)
    call_and_report(order, main_file, function)


def start_program(order: Order, *, main_file: str) -> NoReturn:
    """In the child: become the candidate's program."""
    os.closerange(4, 256)
    become_program(order)
    bound_memory(order)
    os.execv(sys.executable, ["python3", "-B", main_file])  # noqa: S606


def bound_memory(order: Order) -> None:
    """The limit that the question gives, and what the interpreter takes, within what the sandbox allows."""
    memory = order["memory_mb"] * 1024 * 1024 + MEMORY_FLOOR
    allowed = resource.getrlimit(resource.RLIMIT_DATA)[1]
    memory = memory if allowed == resource.RLIM_INFINITY else min(memory, allowed)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def call_and_report(order: Order, main_file: str, function: str) -> NoReturn:
    """In the child: load, call, say what came of it, end."""
    exit_now, write, dumps = os._exit, os.write, json.dumps
    try:
        report = called(order, main_file, function)
    except MemoryError:
        report = {"kind": "memory"}
    with contextlib.suppress(Exception):  # the candidate may have put anything there; it is its own loss
        sys.stdout.flush()
        sys.stderr.flush()
    try:
        text = dumps(report).encode()
    except MemoryError:
        text = b'{"kind": "memory"}'
    rest = memoryview(text)
    while rest:
        rest = rest[write(3, rest) :]
    exit_now(0)


def called(order: Order, main_file: str, function: str) -> Report:
    """The report of one call."""
    dumps, loads = json.dumps, json.loads  # the candidate may replace what the module holds
    try:
        target = load(main_file, function)
    except MemoryError:
        raise
    except BaseException as failure:  # noqa: BLE001 - whatever the candidate raises is a result
        return {"kind": "unloaded", **described(failure, main_file)}
    if isinstance(target, str):
        return {"kind": "unloaded", "error_type": "MissingFunction", "error": target, "line": None, "error_bases": []}
    try:
        result = target(*loads(order["arguments"]))
    except MemoryError:
        raise
    except BaseException as failure:  # noqa: BLE001 - whatever the candidate raises is a result
        return {"kind": "raised", **described(failure, main_file)}
    try:
        return {"kind": "returned", "value": dumps(result, allow_nan=False, default=refuse)}
    except MemoryError:
        raise
    except BaseException as failure:  # noqa: BLE001 - whatever the candidate raises is a result
        return {
            "kind": "raised",
            "error_type": "UnusableResult",
            "error_bases": [],
            "line": None,
            "error": why(failure),
        }


def load(main_file: str, function: str) -> Callable[..., object] | str:
    """The candidate's function, or what is wrong with its file."""
    folder, name = os.path.split(os.path.join(os.getcwd(), main_file))
    sys.path.insert(0, folder)
    with open(main_file, "rb") as file:
        source = file.read()
    module = type(sys)(name.rpartition(".")[0] or name)
    module.__file__ = main_file
    sys.modules[module.__name__] = module
    exec(compile(source, main_file, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    target = module.__dict__.get(function)
    if target is None:
        return f"{main_file} defines no function named {function}"
    return target if callable(target) else f"{function} in {main_file} is no function"


def refuse(value: object) -> NoReturn:
    """Called by json for what it cannot say."""
    kind = type(value).__name__
    if isinstance(value, (set, frozenset)):
        raise TypeError(f"the result holds a {kind}, which has no order: return a list, sorted if order matters")
    if hasattr(value, "__next__"):
        raise TypeError(f"the result holds a {kind}, which gives its values only later: return list(...) of it")
    if hasattr(value, "__await__"):
        raise TypeError(f"the result holds a {kind}: the function is called without await, so define it with plain def")
    raise TypeError(f"the result holds a {kind}: return only None, booleans, numbers, strings, lists and dictionaries")


def why(failure: BaseException) -> str:
    """What is wrong with a result, in words that help."""
    text = str(failure)
    if "Out of range float" in text:
        return "the result holds NaN or infinity, which is no answer: return None or a finite number"
    if "Circular reference" in text:
        return "the result contains itself"
    if isinstance(failure, RecursionError):
        return "the result is nested too deeply"
    if "keys must be" in text:
        return "the result holds a dictionary whose keys are no strings or numbers"
    if "integer string conversion" in text:
        return "the result holds a number of more than 4300 digits"
    return text[:ERROR_CHARS]


def described(failure: BaseException, main_file: str) -> Report:
    """An exception: its class, the candidate's own frames, and the line in the main file."""
    frames: list[tuple[str, int, str]] = []
    line: int | None = None
    for frame, number in traceback.walk_tb(failure.__traceback__):
        path = frame.f_code.co_filename
        if path == main_file or path.startswith(os.getcwd() + "/"):
            shown = os.path.relpath(path)
            if frames[-2:] != [(shown, number, frame.f_code.co_name)] * 2:  # a recursion is shown twice
                frames.append((shown, number, frame.f_code.co_name))
            line = number if path == main_file else line
    kind = type(failure)
    try:
        message = str(failure)
    except Exception:  # noqa: BLE001 - a class of the candidate's whose __str__ fails has no message
        message = ""
    if isinstance(failure, SyntaxError):
        message = failure.msg
        if failure.filename == main_file or failure.filename is None:
            line = failure.lineno
        frames = [(str(failure.filename or main_file), failure.lineno or 0, "")]
    elif isinstance(failure, SystemExit):
        message = f"the program ended itself (exit status {failure.code!r}) before it returned"
    text = "".join(
        f"{path}, line {number}{', in ' + name if name else ''}\n" for path, number, name in frames[-FRAMES:]
    )
    return {
        "error_type": kind.__name__,
        "error_bases": [base.__name__ for base in kind.__mro__[1:] if base is not object],
        "error": (text + f"{kind.__name__}: {message}")[-ERROR_CHARS:],
        "line": line,
    }


def main(main_file: str, function: str, alone: str) -> None:
    """Serve; without a function the file is a program."""
    protect()
    called_one = Candidate(partial(start, main_file=main_file, function=function))
    program = Candidate(partial(start_program, main_file=main_file), program=True)
    serve(called_one if function else program, alone=alone == "alone")


main(*sys.argv[1:4])
