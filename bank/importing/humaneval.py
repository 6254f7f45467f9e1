"""HumanEval-style files: one JSON object a line: prompt, solution, and a function that checks (arXiv 2107.03374)."""

import ast
import builtins
import gzip
import json
import symtable
import textwrap
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bank.importing.drafts import Draft, Origin, Pack, Source, question_id, title_of
from bank.importing.reading import NotImportable
from protocol.values import CaseOutcome, Language

MAX_LINE_BYTES = 1024 * 1024
MAX_TASKS = 10_000
MAIN = "solution.py"
TESTS = "test_solution.py"
_INDENTS = ("    ", "\t", "  ", "        ")
# How a program fails a file of tests, the likeliest first.
_BUGGY = (CaseOutcome.WRONG_ANSWER, CaseOutcome.TIME_LIMIT, CaseOutcome.COMPILE_ERROR, CaseOutcome.RUNTIME_ERROR)
_MODULE_NAMES = {"__name__", "__file__", "__doc__"}


class Task(BaseModel):
    """One line of the file, with the known-wrong program that files like HumanEvalPack have; the rest is not needed."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    task_id: str
    prompt: str
    canonical_solution: str
    test: str
    entry_point: str
    buggy_solution: str | None = None


def find(path: Path) -> Iterator[Source]:
    """Every line of a `.jsonl` or `.jsonl.gz` file that is not blank."""
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            while line := lines.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(line) > MAX_LINE_BYTES or number > MAX_TASKS:
                    reason = f"at most {MAX_TASKS} lines of {MAX_LINE_BYTES} bytes are taken; the rest is left out"
                    yield _refused(f"{path.name}:{number}", reason)
                    return
                if line.strip():
                    yield _source(path.name, number, line)
    except (OSError, EOFError, zlib.error) as broken:
        yield _refused(f"{path.name}:{number + 1}", f"the file cannot be read from here on: {broken}")


def _refused(name: str, reason: str) -> Source:
    def drafts() -> list[Draft]:
        raise NotImportable(reason)

    return Source(name, drafts)


def _source(file: str, number: int, line: bytes) -> Source:
    try:
        task = Task.model_validate(json.loads(line.decode("utf-8-sig")))
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        return _refused(f"{file}:{number}", f"{where}: {first['msg']}")
    except (ValueError, RecursionError) as bad:
        return _refused(f"{file}:{number}", f"the line is no JSON: {bad}")
    return Source(task.task_id, lambda: drafts_of(task, file=file))


def drafts_of(task: Task, *, file: str) -> list[Draft]:
    """The question that a task becomes: with its known-wrong program under each label that one can have, then without.

    Raises:
        NotImportable: the task is not in Python, or its parts do not fit together.
    """
    draft = draft_of(task, file=file)
    if task.buggy_solution is None:
        return [draft]
    files = {MAIN: _joined(task, task.buggy_solution)}
    pack = draft.packs[Language.PYTHON]
    drafts = [
        replace(draft, packs={Language.PYTHON: replace(pack, wrong={f"{label}--buggy_solution": files})})
        for label in _BUGGY
    ]
    return [*drafts, replace(draft, notes=("buggy_solution: it does not fail the tests; left out",))]


def draft_of(task: Task, *, file: str) -> Draft:
    """The question that a task becomes.

    Raises:
        NotImportable: the task is not in Python, or its parts do not fit together.
    """
    entry = task.entry_point
    reference = _joined(task, task.canonical_solution)
    function = _function(_parsed(reference, "the prompt with the canonical solution"), entry)
    if function is None:
        raise NotImportable(f"the canonical solution defines no function {entry}")
    prompt = _completed_prompt(task)
    pack = Pack(
        main=MAIN,
        starter={MAIN: prompt},
        reference={MAIN: reference},
        tests={TESTS: _tests(task, prompt=prompt)},
    )
    return Draft(
        id=question_id(task.task_id),
        title=title_of(entry),
        statement=_statement(prompt, entry),
        origin=Origin("humaneval", f"{task.task_id} of {file}"),
        packs={Language.PYTHON: pack},
        topics=("python", "functions"),
        estimated_minutes=20,
    )


def _parsed(text: str, what: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as bad:
        raise NotImportable(f"{what} is no Python 3: {bad}") from bad


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _function(tree: ast.Module, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:
    """The last definition of a name: the one that counts when the module is loaded."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    found = [node for node in tree.body if isinstance(node, kinds) and node.name == name]
    return found[-1] if found else None


def _joined(task: Task, solution: str) -> str:
    """Prompt and solution as one module; some files repeat the whole function in the solution."""
    joined = task.prompt + solution
    apart = f"{task.prompt.rstrip()}\n\n\n{solution.lstrip()}"
    for text in (joined, apart, solution):
        if _parses(text) and _function(ast.parse(text), task.entry_point):
            return text if text.endswith("\n") else text + "\n"
    return joined


def _completed_prompt(task: Task) -> str:
    """The prompt as a module that loads, and whose function says that it is not written yet."""
    text = task.prompt.rstrip()
    for body in (*(f"{text}\n{indent}raise NotImplementedError" for indent in _INDENTS), text):
        if _parses(body) and _function(ast.parse(body), task.entry_point):
            return body + "\n"
    raise NotImportable(f"the prompt does not end in the head of a function {task.entry_point}")


def _tests(task: Task, *, prompt: str) -> str:
    """The checks as a test file over the candidate's module.

    The original runs all in one namespace. Here names that the checks use and do not make come from the prompt
    where it makes them (a candidate's rewriting of them decides nothing), else from the candidate's module.
    """
    tree = _parsed(task.test, "the test")
    own = [node for node in ast.parse(prompt).body if _made(node) != {task.entry_point}]
    given = {name for node in own for name in _made(node)}
    parts = [*(ast.unparse(node) for node in own), "import solution as submitted"]
    wanted = _free_names(task.test) - given
    if wanted:
        parts.append(f"from solution import {', '.join(sorted(wanted))}")
    checks = [node for node in tree.body if not _calls_check(node)]
    if _function(tree, "check") is not None:
        lines = task.test.splitlines()
        for call in (node for node in tree.body if _calls_check(node)):
            lines[call.lineno - 1 : call.end_lineno] = [""] * ((call.end_lineno or call.lineno) - call.lineno + 1)
        called = f"def test_{task.entry_point}():\n    check(submitted.{task.entry_point})"
        parts += ["\n".join(lines).strip(), called]
    elif any(_is_test(node) for node in checks):
        parts.append(task.test.strip())
    else:
        body = textwrap.indent(ast.unparse(tree) or "raise AssertionError('no check')", "    ")
        parts.append(f"def test_{task.entry_point}():\n{body}")
    return "\n\n".join(parts) + "\n"


def _made(node: ast.stmt) -> set[str]:
    """The names that a statement of a module binds."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}


def _free_names(text: str) -> set[str]:
    """The names that a module uses and does not bind, nor Python itself."""
    top = symtable.symtable(text, "<test>", "exec")
    bound = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    used: set[str] = set()
    tables = [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        used |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced() and symbol.is_global()}
        if table is top:
            used |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    return used - bound - set(dir(builtins)) - _MODULE_NAMES


def _calls_check(node: ast.stmt) -> bool:
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "check"


def _is_test(node: ast.stmt) -> bool:
    if isinstance(node, ast.ClassDef):
        return node.name.startswith("Test") or any(ast.unparse(base).endswith("TestCase") for base in node.bases)
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")


def _statement(prompt: str, entry: str) -> str:
    """The function's head, and what its docstring says, examples and all."""
    function = _function(ast.parse(prompt), entry)
    if function is None or isinstance(function, ast.ClassDef):
        return f"Write `{entry}`.\n"
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    head = f"{entry}({ast.unparse(function.args)}){returns}"
    told = (ast.get_docstring(function) or "").strip() or "The starter tells what it has to do."
    fence = "````" if "```" in told else "```"
    return f"Write the function of the starter:\n\n```python\n{head}\n```\n\n{fence}text\n{told}\n{fence}\n"
