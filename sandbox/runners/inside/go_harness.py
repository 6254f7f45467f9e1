"""Run inside the sandbox: compiles a candidate's Go package once, then starts the program for each call.

Stdlib only. The package becomes a test binary, because a file of ours then sees its unexported functions and
its `main` stays out of the way. Files of ours are laid over the workspace for the compiler's eyes alone.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
import tempfile

from sandbox.runners.inside.supervisor import Candidate, Report, become_program, protect, require, serve

TYPE_CHECKING = False  # as in the supervisor
if TYPE_CHECKING:
    from typing import NoReturn

    from sandbox.runners.inside.supervisor import Order

MIB = 1024 * 1024
GO_HOLDS = 48 * MIB  # what Go's runtime itself holds in RAM, with room for garbage that is not collected yet
COMPILE_S = 60
# A small program is compiled and linked before there is enough garbage to be worth collecting; a large one is not.
COMPILER_MEMORY = {"GOGC": "off", "GOMEMLIMIT": "128MiB"}
ERROR_CHARS, ERROR_LINES = 4000, 10
GLUE_FILE = "interview_call_test.go"
SENTINEL = re.compile(r"^(?:var)?\s*([Ee]rr[A-Z]\w*)\s*(?:error\s*)?=\s*(?:errors\.New|fmt\.Errorf)\(", re.MULTILINE)

GLUE = """package %(package)s

import (
	interviewTesting "testing"
	interviewCaller "interviewcaller"
)

func TestMain(_ *interviewTesting.M) {
	interviewCaller.Serve(%(function)s, %(sentinels)s)
}
"""


def main() -> None:
    """Compile, then serve."""
    main_file, function, alone = sys.argv[1:4]
    protect()
    require("go")
    with tempfile.TemporaryDirectory() as scratch:
        made = compiled(main_file, function, scratch) if function else program_of(main_file, scratch)
    if isinstance(made, dict):
        serve(Candidate(nothing_to_start), alone=alone == "alone", unloaded=made)
        return
    program = made

    def start(order: Order) -> NoReturn:
        if function:
            arguments = os.memfd_create("order")
            with open(arguments, "wb", closefd=False) as file:
                file.write(order["arguments"].encode())
            os.lseek(arguments, 0, os.SEEK_SET)
            os.dup2(arguments, 0)
        else:
            become_program(order)
        env = {**os.environ, "GOMEMLIMIT": f"{order['memory_mb']}MiB"}
        os.execve(program, ["solution", main_file], env)  # noqa: S606

    serve(Candidate(start, held_bytes=held_bytes, program=not function), alone=alone == "alone")


def held_bytes(order: Order) -> int:
    """The memory a call may hold in RAM: what the question gives, and what Go takes."""
    return order["memory_mb"] * MIB + GO_HOLDS


def nothing_to_start(_: Order) -> NoReturn:
    """Code that did not compile is never started."""
    os._exit(3)


def compiled(main_file: str, function: str, scratch: str) -> int | Report:
    """A descriptor of the program, which nobody can write to, or what is wrong."""
    if not os.path.isfile(main_file):
        return unloaded("MissingFunction", f"the file {main_file} is missing")
    texts = sources(os.path.dirname(main_file))
    name = spelled(function, texts)
    package = re.search(r"^package\s+(\w+)", texts.get(main_file, ""), re.MULTILINE)
    if package is not None and name is None:
        return unloaded("MissingFunction", f"{main_file} defines no function named {spellings(function)[-1]}")
    sentinels = found_sentinels(texts)
    result: int | Report = unloaded("CompileError", "")
    # What looks like an error's name may stand in a comment: then it is done without.
    for names in [sentinels, []] if sentinels else [[]]:
        glue = GLUE % {
            "package": package.group(1) if package else "main",
            "function": name or "nil",
            "sentinels": "interviewCaller.Errors{" + ", ".join(f'"{one}": {one}' for one in names) + "}",
        }
        laid_over = {os.path.join(os.path.dirname(main_file), GLUE_FILE): glue}
        result = built(main_file, laid_over, ["test", "-c", "-vet=off"], scratch)
        if isinstance(result, int):
            break
    return result


def sources(folder: str) -> dict[str, str]:
    """The package's files."""
    texts = {}
    for entry in sorted(os.listdir(folder or ".")):
        path = os.path.join(folder, entry)
        if entry.endswith(".go") and not entry.endswith("_test.go") and os.path.isfile(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                texts[path] = file.read()
    return texts


def spellings(function: str) -> list[str]:
    """The name as asked for, then as Go writes it: `merge_all`, `mergeAll`, `MergeAll`."""
    camel = re.sub(r"(?<=[A-Za-z0-9])_+([A-Za-z0-9])", lambda match: match.group(1).upper(), function)
    return list(dict.fromkeys([function, camel, camel[:1].upper() + camel[1:]]))


def spelled(function: str, texts: dict[str, str]) -> str | None:
    """The spelling under which the package defines it."""
    for name in spellings(function):
        if any(re.search(rf"^(?:func|var)\s+{re.escape(name)}\b", text, re.MULTILINE) for text in texts.values()):
            return name
    return None


def found_sentinels(texts: dict[str, str]) -> list[str]:
    """Names of the package's error values, so that a returned one can be told by its name."""
    found = set()
    for text in texts.values():
        found |= set(
            re.findall(r"^(?:var)?\s*([Ee]rr[A-Z]\w*)\s*(?:error\s*)?=\s*(?:errors\.New|fmt\.Errorf)\(", text, re.M)
        )
    return sorted(found)


def program_of(main_file: str, scratch: str) -> int | Report:
    """A descriptor of the candidate's own program, or what is wrong."""
    if not os.path.isfile(main_file):
        return unloaded("MissingFunction", f"the file {main_file} is missing")
    return built(main_file, {}, ["build"], scratch)


def built(main_file: str, laid_over: dict[str, str], command: list[str], scratch: str) -> int | Report:
    """Run the compiler, with files of ours laid over the workspace."""
    here, folder = os.getcwd(), os.path.dirname(main_file)
    if not os.path.exists("go.mod"):
        laid_over["go.mod"] = "module solution\n\ngo 1.24\n"
    replace = {}
    for number, (path, text) in enumerate(laid_over.items()):
        real = os.path.join(scratch, f"{number}", os.path.basename(path))
        os.makedirs(os.path.dirname(real), exist_ok=True)
        with open(real, "w", encoding="utf-8") as file:
            file.write(text)
        replace[os.path.join(here, path)] = real
    for entry in os.listdir(folder or "."):
        if entry.endswith("_test.go"):
            replace[os.path.join(here, folder, entry)] = ""  # the candidate's own tests are not there
    overlay, program = os.path.join(scratch, "overlay.json"), os.path.join(scratch, "program")
    with open(overlay, "w", encoding="utf-8") as file:
        json.dump({"Replace": replace}, file)
    argv = ["go", *command, "-ldflags=-s -w", f"-overlay={overlay}", "-o", program, f"./{folder}"]
    env = {**os.environ, "TMPDIR": scratch, "XDG_CONFIG_HOME": scratch, **COMPILER_MEMORY}
    try:
        ran = subprocess.run(
            argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMPILE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return unloaded("CompileError", f"the code did not compile within {COMPILE_S} s")
    if ran.returncode != 0 or not os.path.exists(program):
        return complaint((ran.stderr + ran.stdout).decode("utf-8", "replace"), main_file)
    return sealed(program)


def complaint(said: str, main_file: str) -> Report:
    """The compiler's words, with the line of the main file that they name first."""
    shown, line = [], None
    for text in said.splitlines():
        at = re.match(r"(?:\./)?([^\s:]+\.go|go\.mod):(\d+)(?::\d+)?: (.*)", text)
        if at is None:
            if text and not text.startswith(("#", "FAIL")):
                shown.append(text)
            continue
        path = os.path.relpath(at.group(1))
        if os.path.basename(path) == GLUE_FILE:
            shown.append(f"the function cannot be called: {at.group(3)}")
            continue
        if line is None and path == os.path.normpath(main_file):
            line = int(at.group(2))
        shown.append(f"{path}, line {at.group(2)}: {at.group(3)}")
    return unloaded("CompileError", "\n".join(shown[:ERROR_LINES]) or "the code does not compile", line)


def unloaded(error_type: str, error: str, line: int | None = None) -> Report:
    """A report that the code does not load."""
    return {
        "kind": "unloaded",
        "error_type": error_type,
        "error_bases": [],
        "error": error[:ERROR_CHARS],
        "line": line,
    }


def sealed(path: str) -> int:
    """The program in memory that no name leads to and nothing can change."""
    low = os.memfd_create("solution", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    program = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, 10)  # below, a call's own descriptors are put in order
    os.close(low)
    with open(path, "rb") as file:
        os.sendfile(program, file.fileno(), 0, os.fstat(file.fileno()).st_size)
    fcntl.fcntl(program, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
    return program


main()
