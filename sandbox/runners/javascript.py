"""Runs cases in JavaScript: a Node of its own for each call, CommonJS and ES modules alike."""

from sandbox.runners.harness import Harness, HarnessRunner


class JavaScriptRunner(HarnessRunner):
    """Implements `sandbox.runners.base.Runner` for JavaScript.

    The function is an export of the main file, under the name asked for or that name in camelCase; a promise is
    awaited. A result is what JSON can say, with the same latitude as `JSON.stringify` (`undefined` is null, a
    property that is undefined is left out, typed arrays are arrays, `toJSON` is heeded), but NaN, infinities,
    functions, symbols, maps, sets, iterators and promises inside are refused as `UnusableResult` with advice, where
    JSON.stringify would silently write something else. Integers beyond 2^53 come and go as BigInt, exactly.
    """

    def __init__(self) -> None:
        super().__init__(Harness("JavaScript", "node_harness", texts=("node_call.cjs",), extra=("",)))
