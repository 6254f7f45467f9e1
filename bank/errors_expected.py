"""When an error is the expected one: written once in a question, and in each language what its people would write."""

import builtins

from protocol.values import Language
from sandbox.runners.base import CallOutcome, CallResult

# What Node throws by itself when code is broken, and what our runners tell of results and arguments that are none.
_ACCIDENTS = {"TypeError", "ReferenceError", "SyntaxError"}
_OURS = {"UnusableResult", "NeverSettled", "BadArguments"}
_STACK_OVERFLOW = "RangeError: Maximum call stack size exceeded"


def is_expected(wanted: str, result: CallResult, *, language: Language) -> bool:
    """Whether the call raised what a case calls `wanted`.

    In Python that is a class or a subclass of it. Elsewhere a built-in of Python's means any error of the
    candidate's that no accident is; another name is the name of a class, a type or an `Err…` value.
    """
    if result.outcome is not CallOutcome.RAISED:
        return False
    names = {result.error_type or "", *result.error_bases}
    if language is Language.PYTHON:
        return wanted in names
    if result.error_type in _OURS:
        return False
    if language is Language.GO:
        accident = "panic" in names
    else:
        accident = bool(names & _ACCIDENTS - {wanted}) or _overflowed(result)
        accident = accident or "Error" not in names
    if accident:
        return False
    return _is_builtin(wanted) or _plain(wanted) in {_plain(name) for name in names}


def _overflowed(result: CallResult) -> bool:
    return (result.error or "").endswith(_STACK_OVERFLOW)


def _is_builtin(name: str) -> bool:
    kind = getattr(builtins, name, None)
    return isinstance(kind, type) and issubclass(kind, BaseException)


def _plain(name: str) -> str:
    """`OutOfStock`, `OutOfStockError` and `ErrOutOfStock` are one name."""
    return name.removeprefix("Err").removesuffix("Error") or name
