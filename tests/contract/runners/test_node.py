"""Cases in JavaScript and TypeScript: every outcome with its place and a word that helps."""

import json

import pytest

from sandbox.local_sandbox import LocalSandbox
from sandbox.runners.base import Call, CallOutcome, CallResult
from sandbox.runners.registry import RUNNERS
from tests.contract.runners.conftest import needs

pytestmark = needs("javascript")


async def results(
    sandbox: LocalSandbox,
    code: str,
    *arguments: str,
    file: str = "solution.js",
    function: str = "f",
    memory_mb: int = 64,
) -> list[CallResult]:
    """What the calls with these JSON arguments gave."""
    await sandbox.write_file(file, code.encode())
    calls = [Call(str(number), text, wall_ms=1500, memory_mb=memory_mb) for number, text in enumerate(arguments)]
    language = "typescript" if file.endswith("ts") else "javascript"
    ran = RUNNERS[language].run_cases(sandbox, main_file=file, function=function, calls=calls)
    return [result async for result in ran]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("solution.js", "module.exports = { f: (a, b) => a + b }"),
        ("solution.js", "module.exports = function f(a, b) { return a + b }"),
        ("solution.js", "exports.f = async (a, b) => a + b"),
        ("solution.js", "export function f(a, b) { return a + b }"),
        ("solution.js", "export default function f(a, b) { return a + b }"),
        ("solution.mjs", "export const f = (a, b) => a + b"),
        ("solution.cjs", "module.exports.f = (a, b) => a + b"),
        ("solution.js", "const zero = await Promise.resolve(0); export const f = (a, b) => a + b + zero"),
        ("solution.ts", "export function f(a: number, b: number): number { return a + b }"),
        ("solution.ts", "enum E { A, B }\nexport const f = (a: number, b: number) => a + b + E.A"),
        (
            "solution.ts",
            "class P { constructor(private n: number) {} }\nexport const f = (a: any, b: any) => new P(a + b)['n']",
        ),
        (
            "solution.ts",
            "const zero: number = await Promise.resolve(0)\nexport const f = (a: number, b: number) => a + b + zero",
        ),
        ("solution.ts", "function f(a: number, b: number): number { return a + b }\nmodule.exports = { f }"),
        ("solution.ts", "function f(a: number, b: number): number { return a + b }\nexport = { f }"),
        ("solution.ts", "export function f(a: string, b: boolean): Date { return (a as any) + (b as any) }"),
    ],
)
async def test_every_way_to_export_a_function_is_found(box: LocalSandbox, file: str, code: str) -> None:
    (result,) = await results(box, code, "[1, 2]", file=file)
    assert (result.outcome, result.value) == (CallOutcome.RETURNED, "3"), result


async def test_a_name_with_underscores_is_found_in_camel_case(box: LocalSandbox) -> None:
    (result,) = await results(box, "export function mergeAll2(x) { return x }", "[5]", function="merge_all2")
    assert result.value == "5"


async def test_files_beside_it_are_imported_with_and_without_their_ending(box: LocalSandbox) -> None:
    await box.write_file(
        "lib/friend.ts", b"export interface Shape { n: number }\nexport const twice = (n: number) => 2 * n"
    )
    code = "import { Shape, twice } from './lib/friend'\nexport const f = (x: number): Shape => ({ n: twice(x) })"
    (result,) = await results(box, code, "[4]", file="solution.ts")
    assert result.value == '{"n":8}', result


async def test_a_run_leaves_nothing_among_the_candidates_files(box: LocalSandbox) -> None:
    (done,) = await results(box, "export const f = (a: number) => a", "[1]", file="solution.ts")
    assert done.value == "1"
    assert [entry.path for entry in await box.list_files()] == ["solution.ts"]


async def test_each_call_sees_a_fresh_module_and_what_it_printed(box: LocalSandbox) -> None:
    code = "const seen = []\nexport function f(x) { seen.push(x); console.log('saw', x); return seen }"
    first, second = await results(box, code, "[1]", "[2]")
    assert (first.value, second.value) == ("[1]", "[2]")
    assert (first.output, second.output) == ("saw 1\n", "saw 2\n")


async def test_numbers_beyond_doubles_come_and_go_exactly(box: LocalSandbox) -> None:
    code = "export const f = (x) => [typeof x, x, 2n ** 64n, 0.5, -0, 1e21]"
    (result,) = await results(box, code, "[9007199254740993]")
    assert result.value == '["bigint",9007199254740993,18446744073709551616,0.5,0,1e+21]'


async def test_a_result_is_what_json_can_say(box: LocalSandbox) -> None:
    code = """export const f = () => ({
        a: undefined, b: [undefined, , 1], c: new Date(0), d: new Uint8Array(2), 'é"': '\\u2028' })"""
    (result,) = await results(box, code, "[]")
    expected = {"b": [None, None, 1], "c": "1970-01-01T00:00:00.000Z", "d": [0, 0], 'é"': "\u2028"}
    assert json.loads(result.value or "") == expected


async def test_nothing_returned_is_null(box: LocalSandbox) -> None:
    (result,) = await results(box, "export function f() {}", "[]")
    assert result.value == "null"


@pytest.mark.parametrize("file", ["solution.js", "solution.ts"])
async def test_an_error_is_told_with_its_line_bases_and_own_frames(box: LocalSandbox, file: str) -> None:
    lines = ["class Lost extends RangeError {}", "function g() {", "  throw new Lost('key')", "}"]
    code = "\n".join([*lines, "export const f = () => {", "  return g()", "}"])
    (result,) = await results(box, code, "[1]", file=file)
    assert (result.outcome, result.error_type, result.line) == (CallOutcome.RAISED, "Lost", 3), result
    assert result.error_bases == ("RangeError", "Error")
    assert result.error == f"{file}, line 6, in f\n{file}, line 3, in g\nLost: key"


@pytest.mark.parametrize(
    ("file", "code", "line", "word"),
    [
        ("solution.js", "export function f(x) {\n  return (\n}", 3, "SyntaxError"),
        ("solution.js", "function f(x) {\n  return (\n}\nmodule.exports = { f }", 3, "SyntaxError"),
        ("solution.ts", "export function f(x: number) {\n  return (\n}", 3, "SyntaxError"),
        ("solution.js", "const a = 1\nnull.x\nmodule.exports = { f: 1 }", 2, "TypeError"),
        ("solution.js", "import './none.js'\nexport function f() {}", None, "none.js"),
        ("solution.js", "function f() {}", None, 'write "export function f"'),
        ("solution.js", "export const f = 3", None, "no function"),
        ("solution.js", "throw 'a string'\nmodule.exports = {}", None, "no Error was thrown"),
        ("solution.js", "await new Promise(() => {})\nexport function f() {}", None, "nothing is left to wait for"),
    ],
)
async def test_code_that_does_not_load_says_so_once(
    box: LocalSandbox, file: str, code: str, line: int | None, word: str
) -> None:
    (result,) = await results(box, code, "[1]", "[2]", file=file)
    assert (result.outcome, result.line) == (CallOutcome.COMPILE_ERROR, line), result
    assert word in (result.error or "")


async def test_a_missing_main_file_does_not_load(box: LocalSandbox) -> None:
    ran = RUNNERS["typescript"].run_cases(box, main_file="none.ts", function="f", calls=[Call("0", "[]")])
    (result,) = [result async for result in ran]
    assert result.outcome is CallOutcome.COMPILE_ERROR
    assert "none.ts is missing" in (result.error or "")


@pytest.mark.parametrize(
    ("code", "outcome", "word"),
    [
        ("export function f() { while (true); }", CallOutcome.TIME_LIMIT, "1500 ms"),
        ("export const f = () => new Promise(() => setInterval(() => {}, 9))", CallOutcome.TIME_LIMIT, "1500 ms"),
        ("export const f = () => process.exit(0)", CallOutcome.CRASHED, "exit status 0"),
        ("export const f = () => process.abort()", CallOutcome.CRASHED, "SIGABRT"),
        ("export function f() { while (true) console.log('a'.repeat(1000)) }", CallOutcome.OUTPUT_LIMIT, "1 MiB"),
        ("export const f = () => 'a'.repeat(10_000_000)", CallOutcome.OUTPUT_LIMIT, "8 MiB"),
        (
            "export function f() { const a = []; while (true) a.push(new Array(1000).fill(0.5)) }",
            CallOutcome.MEMORY_LIMIT,
            "64 MB",
        ),
        ("export const f = () => Buffer.alloc(400e6, 1).length", CallOutcome.MEMORY_LIMIT, "64 MB"),
    ],
)
async def test_an_end_by_force_has_its_outcome_and_a_helpful_word(
    box: LocalSandbox, code: str, outcome: CallOutcome, word: str
) -> None:
    (result,) = await results(box, code, "[]")
    assert result.outcome is outcome, result
    assert word in (result.error or ""), result


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("export const f = () => new Promise(() => {})", "still open"),
        ("export const f = () => Promise.reject(new RangeError('no'))", "RangeError: no"),
        ("export const f = () => { setTimeout(() => null.x); return new Promise(() => {}) }", "TypeError"),
        ("export function f() { return f() + 1 }", "Maximum call stack"),
        ("export const f = () => NaN", "NaN"),
        ("export const f = () => [1 / 0]", "infinity"),
        ("export const f = () => new Map()", "Object.fromEntries"),
        ("export const f = () => [new Set()]", "[...set]"),
        ("export const f = () => [Promise.resolve(1)]", "await"),
        ("export const f = () => [1].values()", "[...iterator]"),
        ("export const f = () => f", "a function"),
        ("export const f = () => Symbol('x')", "a symbol"),
        ("export const f = () => { const a = []; a.push(a); return a }", "itself"),
        ("export const f = () => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a }", "deep"),
        ("export const f = () => { throw null }", "no Error"),
        (
            "import * as fs from 'fs'\nexport const f = () => { throw Error(fs.readFileSync(0, 'utf8') || 'empty') }",
            "empty",
        ),
    ],
)
async def test_what_is_no_result_is_raised_with_a_helpful_word(box: LocalSandbox, code: str, word: str) -> None:
    (result,) = await results(box, code, "[]")
    assert result.outcome is CallOutcome.RAISED, result
    assert word in (result.error or ""), result


async def test_large_arguments_and_results_pass(box: LocalSandbox) -> None:
    numbers = list(range(200_000))
    (result,) = await results(box, "export const f = (x) => x.reverse()", json.dumps([numbers]), memory_mb=256)
    assert json.loads(result.value or "") == numbers[::-1]
