"""Test files as they are judged: without the skips, by which a track lets a learner meet one test at a time."""

import ast
import re
from collections.abc import Iterator

# Strings and comments are passed over. Only calls are changed: a name in an import list stays, both may be in it.
_PASSED = r"""'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|//[^\n]*|/\*[\s\S]*?\*/"""
_X = re.compile(rf"({_PASSED})|(?<![\w$.])x(test|it|describe)(?=\s*(?:\(|`|\.\s*(?:each|only|concurrent|failing)\b))")
_DOT = re.compile(rf"({_PASSED})|(?<![\w$.])(test|it|describe)\s*\.\s*skip\b(?=\s*[.(`])")

_JEST_IMPORT = re.compile(r"""import\s*\{([^{}]*)\}\s*from\s*(['"]@jest/globals['"])""")
_JEST_NAME = re.compile(r"(?<![\w$])jest\s*,\s*|,?\s*(?<![\w$])jest(?=\s*$)")

_MATCHERS = {
    "lastCalledWith": "toHaveBeenLastCalledWith",
    "lastReturnedWith": "toHaveLastReturnedWith",
    "nthCalledWith": "toHaveBeenNthCalledWith",
    "nthReturnedWith": "toHaveNthReturnedWith",
    "toBeCalled": "toHaveBeenCalled",
    "toBeCalledTimes": "toHaveBeenCalledTimes",
    "toBeCalledWith": "toHaveBeenCalledWith",
    "toReturn": "toHaveReturned",
    "toReturnTimes": "toHaveReturnedTimes",
    "toReturnWith": "toHaveReturnedWith",
    "toThrowError": "toThrow",
}
_ALIAS = re.compile(rf"\.\s*({'|'.join(_MATCHERS)})\(")

# The first line of a file of snapshots names a page, and Jest takes no other page than today's.
_SNAPSHOTS = (
    "// Jest Snapshot v1, https://goo.gl/fbAQLP",
    "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing",
)

_PYTHON_SKIPS = frozenset({"unittest.skip", "skip", "pytest.mark.skip"})


def unskip_jest(text: str, *, dots: bool) -> str:
    """A Jest file without `xtest`, `xit` and `xdescribe`, and with `dots` without `.skip`."""
    text = _X.sub(lambda at: at[1] or at[2], text)
    return _DOT.sub(lambda at: at[1] or at[2], text) if dots else text


def for_our_jest(text: str) -> str:
    """A Jest file as our Jest and swc want it: the names of matchers of today, and `jest` from its surroundings.

    Jest 30 has dropped the aliases of matchers; swc lifts `jest.mock` over the imports only for a global `jest`.
    """
    text = _ALIAS.sub(lambda at: f".{_MATCHERS[at[1]]}(", text)
    if "jest.mock(" not in text:
        return text
    return _JEST_IMPORT.sub(lambda at: f"import {{{_JEST_NAME.sub('', at[1])}}} from {at[2]}", text)


def snapshots_of_today(text: str) -> str:
    """A file of Jest's snapshots under the heading that our Jest wants."""
    return text.replace(*_SNAPSHOTS, 1)


def unskip_python(text: str) -> str:
    """A Python test file without unconditional skip decorators; `skipIf` and its like have a reason and stay."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return text
    dropped = {line for decorator in _skips(tree) for line in range(decorator.lineno, _last(decorator) + 1)}
    if not dropped:
        return text
    return "".join(line for number, line in enumerate(_lines(text), 1) if number not in dropped)


def _skips(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if ast.unparse(called) in _PYTHON_SKIPS:
                    yield decorator


def _last(node: ast.expr) -> int:
    return node.end_lineno or node.lineno


def _lines(text: str) -> list[str]:
    """The lines as Python counts them: a form feed or a line separator in a string ends none."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
