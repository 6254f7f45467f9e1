"""Cases in Go: every outcome with its place and a word that helps."""

import json

import pytest

from sandbox.local_sandbox import LocalSandbox
from sandbox.runners.base import Call, CallOutcome, CallResult
from sandbox.runners.registry import RUNNERS
from tests.contract.runners.conftest import needs

pytestmark = needs("go")


async def results(
    sandbox: LocalSandbox,
    code: str,
    *arguments: str,
    file: str = "solution.go",
    function: str = "f",
    memory_mb: int = 64,
) -> list[CallResult]:
    """What the calls with these JSON arguments gave."""
    await sandbox.write_file(file, code.encode())
    calls = [Call(str(number), text, wall_ms=1500, memory_mb=memory_mb) for number, text in enumerate(arguments)]
    ran = RUNNERS["go"].run_cases(sandbox, main_file=file, function=function, calls=calls)
    return [result async for result in ran]


@pytest.mark.parametrize(
    "code",
    [
        "package solution\nfunc mergeAll(a, b int) int { return a + b }",
        "package main\nfunc main() { panic(1) }\nfunc MergeAll(a, b int) int { return a + b }",
        "package x\nfunc merge_all(numbers ...int) (sum int) { for _, n := range numbers { sum += n }; return }",
        "package x\ntype string int\ntype error int\nfunc mergeAll(a, b string) string { return a + b }",
    ],
)
async def test_any_package_and_spelling_is_called(box: LocalSandbox, code: str) -> None:
    (result,) = await results(box, code, "[1, 2]", function="merge_all")
    assert (result.outcome, result.value) == (CallOutcome.RETURNED, "3"), result


async def test_arguments_and_results_take_the_shapes_of_their_types(box: LocalSandbox) -> None:
    code = """package solution
type Item struct { Name string `json:"name"`; Count int `json:"count"`; hidden int; Next *Item `json:"next,omitempty"` }
func f(items []Item, by map[string][]float64, any any, p *int) ([]Item, map[int]bool, any, []byte, uint64, []int) {
	items[0].Count++
	return items, map[int]bool{2: true, 1: false}, any, []byte{1}, 1 << 63, nil
}"""
    (result,) = await results(box, code, '[[{"name": "é", "count": 1}], {"x": [0.5]}, {"k": [null]}, null]')
    assert json.loads(result.value or "null") == [
        [{"name": "é", "count": 2}],
        {"2": True, "1": False},
        {"k": [None]},
        [1],
        2**63,
        [],
    ], result


async def test_a_returned_error_is_raised_with_what_it_wraps(box: LocalSandbox) -> None:
    code = """package solution
import ("errors"; "fmt")
var ErrBroke = errors.New("broke")
type LimitError struct{ n int }
func (e *LimitError) Error() string { return fmt.Sprint("limit ", e.n) }
func (e *LimitError) Unwrap() error { return ErrBroke }
func f(n int) (int, error) { if n > 1 { return 0, &LimitError{n} }; return n, nil }"""
    fine, failed = await results(box, code, "[1]", "[2]")
    assert (fine.outcome, fine.value) == (CallOutcome.RETURNED, "1")
    assert (failed.outcome, failed.error_type, failed.error) == (
        CallOutcome.RAISED,
        "LimitError",
        "LimitError: limit 2",
    )
    assert "ErrBroke" in failed.error_bases


async def test_a_name_that_only_looks_like_an_error_value_does_no_harm(box: LocalSandbox) -> None:
    code = "package solution\n/*\nvar ErrGone = errors.New(1)\n*/\nfunc f(x int) int { return x }"
    (result,) = await results(box, code, "[1]")
    assert result.value == "1", result


async def test_a_panic_is_told_with_its_line_and_own_frames(box: LocalSandbox) -> None:
    code = "package solution\n\nfunc g(a []int) int {\n\treturn a[3]\n}\n\nfunc f(x int) int {\n\treturn g(nil)\n}\n"
    (result,) = await results(box, code, "[1]")
    assert (result.outcome, result.line) == (CallOutcome.RAISED, 4), result
    assert {"panic", "Error"} <= set(result.error_bases)
    assert (result.error or "").endswith(
        "solution.go, line 4, in g\npanic: runtime error: index out of range [3] with length 0"
    )


@pytest.mark.parametrize(
    ("code", "line", "word"),
    [
        ("package solution\nfunc f(x int) int {\n\treturn y\n}", 3, "undefined: y"),
        ("package solution\nfunc f(x int) int {\n\treturn (\n}", 4, "syntax error"),
        ('package solution\nimport "fmt"\nfunc f(x int) int { return x }', 2, "imported and not used"),
        ("package solution\nfunc g(x int) int { return x }", None, "defines no function named F"),
        ("package solution\nfunc f[T any](x T) T { return x }", None, "cannot be called"),
        ("package solution\nvar f = 3", None, "no function"),
        ('package solution\nimport "example.com/none"\nfunc f(x int) int { return none.X }', 2, "example.com/none"),
        ("func f(x int) int { return x }", 1, "expected 'package'"),
    ],
)
async def test_code_that_does_not_compile_says_so_once(
    box: LocalSandbox, code: str, line: int | None, word: str
) -> None:
    (result,) = await results(box, code, "[1]", "[2]")
    assert (result.outcome, result.line) == (CallOutcome.COMPILE_ERROR, line), result
    assert word in (result.error or ""), result


async def ended(box: LocalSandbox, body: str) -> CallResult:
    """What a call of a function of this body gave."""
    imports = 'import ("bytes"; "fmt"; "math"; "os"; "strings"; "syscall")\n'
    used = "var _ = []any{bytes.Equal, fmt.Sprint, math.Pi, os.Exit, strings.Split, syscall.Kill}\n"
    code = f"package solution\n{imports}{used}func f() any {{ {body}\nreturn nil }}\n"
    (result,) = await results(box, code.replace("\nreturn nil", "; return nil") if "return" not in body else code, "[]")
    return result


@pytest.mark.parametrize(
    ("body", "outcome", "word"),
    [
        ("for {}", CallOutcome.TIME_LIMIT, "1500 ms"),
        ("select {}", CallOutcome.CRASHED, "exit status 2"),
        ("os.Exit(0)", CallOutcome.CRASHED, "exit status 0"),
        ("syscall.Kill(os.Getpid(), syscall.SIGKILL)", CallOutcome.CRASHED, "SIGKILL"),
        ("for { fmt.Println(strings.Repeat(`a`, 1000)) }", CallOutcome.OUTPUT_LIMIT, "1 MiB"),
        ("return strings.Repeat(`a`, 10_000_000)", CallOutcome.OUTPUT_LIMIT, "8 MiB"),
        (
            "all := [][]byte{}; for { all = append(all, bytes.Repeat([]byte{1}, 1 << 20)) }",
            CallOutcome.MEMORY_LIMIT,
            "64 MB",
        ),
    ],
)
async def test_an_end_by_force_has_its_outcome_and_a_helpful_word(
    box: LocalSandbox, body: str, outcome: CallOutcome, word: str
) -> None:
    result = await ended(box, body)
    assert result.outcome is outcome, result
    assert word in (result.error or ""), result


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ('panic("no")', "panic: no"),
        ("return math.NaN()", "NaN"),
        ("return []any{math.Inf(1)}", "infinity"),
        ("return make(chan int)", "chan"),
        ("type T struct{ Next *T }; t := &T{}; t.Next = t; return t", "itself"),
    ],
)
async def test_what_is_no_result_is_raised_with_a_helpful_word(box: LocalSandbox, body: str, word: str) -> None:
    result = await ended(box, body)
    assert result.outcome is CallOutcome.RAISED, result
    assert word in (result.error or ""), result


async def test_endless_recursion_ends_as_a_crash_or_for_memory(box: LocalSandbox) -> None:
    code = "package solution\nfunc f(x int) int { return f(x+1) + 1 }"
    (result,) = await results(box, code, "[1]")
    assert result.outcome in {CallOutcome.MEMORY_LIMIT, CallOutcome.CRASHED}, result


async def test_arguments_that_do_not_fit_are_told(box: LocalSandbox) -> None:
    few, wrong = await results(box, "package solution\nfunc f(a, b int) int { return a }", "[1]", '[1, "x"]')
    assert (few.error_type, few.error) == ("BadArguments", "the function takes 2 arguments, and the case gives 1")
    assert "argument 2 does not fit the type int" in (wrong.error or "")


async def test_nothing_of_the_compilation_is_left_in_the_workspace(box: LocalSandbox) -> None:
    await results(box, "package solution\nfunc f(x int) int { return x }", "[1]")
    assert [entry.path for entry in await box.list_files()] == ["solution.go"]


async def test_the_candidates_own_tests_are_not_compiled(box: LocalSandbox) -> None:
    await box.write_file("solution_test.go", b"package solution\nfunc broken( {")
    (result,) = await results(box, "package solution\nfunc f(x int) int { return x }", "[1]")
    assert result.value == "1", result
