"""Packs our own modules into one argument, so that a program inside a sandbox is always of our version."""

import base64
import functools
import json
import zlib
from importlib.resources import files

AGENT = ("sandbox.inside.kin", "sandbox.inside.room", "sandbox.inside.pty_spawn", "sandbox.inside.pty_agent")
_RULES = ("sandbox.base", "sandbox.errors", "sandbox.syscalls", "sandbox.files")
FILES = (*_RULES, "sandbox.inside.room", "sandbox.inside.file_agent")
ARCHIVE = (*_RULES, "sandbox.archive", "sandbox.inside.room", "sandbox.inside.file_agent")
WATCH = (*_RULES, "sandbox.tree", "sandbox.inside.watch_agent")

_ELSEWHERE = {"sandbox.syscalls": "sandbox.inside.beneath"}

_START = """
import base64, json, sys, types, zlib
for name in ("sandbox", "sandbox.inside"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = []
for name, source in json.loads(zlib.decompress(base64.b85decode({packed!r}))):
    module = sys.modules[name] = types.ModuleType(name)
    above, _, last = name.rpartition(".")
    setattr(sys.modules[above], last, module)
    exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
module.main()
"""


@functools.cache
def program(modules: tuple[str, ...]) -> tuple[str, ...]:
    """The argument vector that runs `main` of the last module, with those before it for import."""
    sources = [[name, _source(_ELSEWHERE.get(name, name))] for name in modules]
    packed = base64.b85encode(zlib.compress(json.dumps(sources).encode(), 9)).decode("ascii")
    return ("python3", "-I", "-S", "-c", _START.format(packed=packed))


def _source(module: str) -> str:
    package, _, name = module.rpartition(".")
    return files(package).joinpath(f"{name}.py").read_text(encoding="utf-8")
