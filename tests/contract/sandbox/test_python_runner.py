"""Cases in Python: every outcome, and what forgeries come to."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.bubblewrap import LocalProvider
from sandbox.local_sandbox import LocalSandbox
from sandbox.processes import inhabitants
from sandbox.runners.base import Call, CallOutcome, CallResult
from sandbox.runners.registry import RUNNERS


async def results(
    sandbox: LocalSandbox, code: str, *arguments: str, wall_ms: int = 2000, memory_mb: int = 64, function: str = "f"
) -> list[CallResult]:
    """What the calls with these JSON arguments gave."""
    await sandbox.write_file("solution.py", code.encode())
    calls = [Call(str(number), text, wall_ms=wall_ms, memory_mb=memory_mb) for number, text in enumerate(arguments)]
    ran = RUNNERS["python"].run_cases(sandbox, main_file="solution.py", function=function, calls=calls)
    return [result async for result in ran]


@pytest.fixture(scope="module")
def of_module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runner")


@pytest.fixture
async def box(of_module: Path) -> AsyncIterator[LocalSandbox]:
    """A sandbox of the best profile here: the runner knows nothing of profiles."""
    sandbox = await LocalProvider(of_module).create("runner")
    yield sandbox
    await sandbox.close()


async def test_a_result_comes_back_as_json_with_what_was_printed(any_sandbox: LocalSandbox) -> None:
    first, second = await results(
        any_sandbox,
        "def f(a, b):\n    print('adding', a)\n    return {'sum': a + b, 't': (1, None)}",
        "[1, 2]",
        "[3, 4]",
    )
    assert (first.outcome, first.name, first.output) == (CallOutcome.RETURNED, "0", "adding 1\n")
    assert json.loads(first.value or "") == {"sum": 3, "t": [1, None]}
    assert json.loads(second.value or "") == {"sum": 7, "t": [1, None]}


async def test_each_call_sees_a_fresh_module(any_sandbox: LocalSandbox) -> None:
    given = await results(any_sandbox, "seen = []\ndef f(x):\n    seen.append(x)\n    return seen", "[1]", "[2]", "[3]")
    assert [result.value for result in given] == ["[1]", "[2]", "[3]"]


async def test_a_sibling_file_is_imported(box: LocalSandbox) -> None:
    await box.write_file("friend.py", b"def double(x): return 2 * x")
    (result,) = await results(box, "from friend import double\ndef f(x): return double(x)", "[4]")
    assert result.value == "8"


async def test_an_exception_is_told_with_its_line_bases_and_own_frames(box: LocalSandbox) -> None:
    code = "class Mine(KeyError): pass\ndef g():\n    raise Mine('lost')\ndef f(x):\n    return g()"
    (result,) = await results(box, code, "[1]")
    assert (result.outcome, result.error_type, result.line) == (CallOutcome.RAISED, "Mine", 3)
    assert {"KeyError", "LookupError", "Exception"} <= set(result.error_bases)
    assert result.error == "solution.py, line 5, in f\nsolution.py, line 3, in g\nMine: 'lost'"


@pytest.mark.parametrize(
    ("code", "line", "word"),
    [
        ("def f(x):\n    return (", 2, "SyntaxError"),
        ("import no_such_module\ndef f(x): return 1", 1, "no_such_module"),
        ("x = 1\n1 / 0", 2, "ZeroDivisionError"),
        ("def g(x): return 1", None, "defines no function named f"),
        ("f = 3", None, "no function"),
        ("import sys\nsys.exit(0)", 2, "ended itself"),
        ("def f(x):\nreturn 1", 2, "IndentationError"),
        ("def f(x): return '\0'", None, "null"),
    ],
)
async def test_code_that_does_not_load_says_so_once(box: LocalSandbox, code: str, line: int | None, word: str) -> None:
    (result,) = await results(box, code, "[1]", "[2]")
    assert (result.outcome, result.line) == (CallOutcome.COMPILE_ERROR, line)
    assert word in (result.error or "")


async def test_a_missing_main_file_does_not_load(box: LocalSandbox) -> None:
    ran = RUNNERS["python"].run_cases(box, main_file="none.py", function="f", calls=[Call("0", "[]")])
    (result,) = [result async for result in ran]
    assert result.outcome is CallOutcome.COMPILE_ERROR


@pytest.mark.parametrize(
    "code", ["while True: pass", "def f(x):\n    while True: pass", "import time\ndef f(x): time.sleep(60)"]
)
async def test_code_that_never_ends_is_over_time_and_the_next_call_runs(any_sandbox: LocalSandbox, code: str) -> None:
    given = await results(any_sandbox, code, "[1]", "[2]", wall_ms=300)
    assert [result.outcome for result in given] == [CallOutcome.TIME_LIMIT] * 2
    assert all(250 <= result.ms < 5000 for result in given)


@pytest.mark.parametrize(
    ("code", "outcome", "word"),
    [
        ("import ctypes\ndef f(x): ctypes.string_at(0)", CallOutcome.CRASHED, "SIGSEGV"),
        ("import os\ndef f(x): os._exit(0)", CallOutcome.CRASHED, "ended before it returned (exit status 0)"),
        ("import os\nos._exit(5)\ndef f(x): pass", CallOutcome.CRASHED, "exit status 5"),
        ("import os\ndef f(x): os.kill(os.getpid(), 9)", CallOutcome.CRASHED, "SIGKILL"),
        ("def f(x):\n    while True: print('a' * 1000)", CallOutcome.OUTPUT_LIMIT, "1 MiB"),
        ("def f(x): return 'a' * 10_000_000", CallOutcome.OUTPUT_LIMIT, "8 MiB"),
        ("def f(x): return len(bytearray(10 ** 9))", CallOutcome.MEMORY_LIMIT, "64 MB"),
        ("def f(x):\n    a = []\n    while True: a.append('x' * 100000)", CallOutcome.MEMORY_LIMIT, "64 MB"),
    ],
)
async def test_an_end_by_force_has_its_outcome_and_a_helpful_word(
    box: LocalSandbox, code: str, outcome: CallOutcome, word: str
) -> None:
    first, second = await results(box, code, "[[1]]", "[[2]]")
    assert (first.outcome, second.outcome) == (outcome, outcome)
    assert word in (first.error or "")
    assert len(first.output) <= 64 * 1024


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("def f(x): return f(x)", "RecursionError"),
        ("import sys\ndef f(x): sys.exit(3)", "ended itself"),
        ("def f(x): return {1, 2}", "no order"),
        ("def f(x): return (y for y in x)", "list(...)"),
        ("async def f(x): return 1", "plain def"),
        ("def f(x): return object()", "holds a object"),
        ("def f(x): return [float('nan')]", "NaN"),
        ("def f(x): return {'a': float('inf')}", "infinity"),
        ("def f(x): return {(1, 2): 3}", "keys"),
        ("def f(x):\n    a = []\n    a.append(a)\n    return a", "itself"),
        ("def f(x):\n    a = []\n    for _ in range(10**5): a = [a]\n    return a", "deep"),
        ("def f(x): return 10 ** 5000", "4300"),
        ("def f(x): return input()", "EOFError"),
        ("class E(Exception):\n    def __str__(self): 1 / 0\ndef f(x): raise E", "E: "),
    ],
)
async def test_what_is_no_result_is_raised_with_a_helpful_word(box: LocalSandbox, code: str, word: str) -> None:
    first, second = await results(box, code, "[[1]]", "[[2]]")
    assert (first.outcome, second.outcome) == (CallOutcome.RAISED, CallOutcome.RAISED)
    assert word in (first.error or "")


async def test_wrong_arguments_are_the_candidates_error(box: LocalSandbox) -> None:
    (result,) = await results(box, "def f(x): return x", "[1, 2]")
    assert (result.outcome, result.error_type) == (CallOutcome.RAISED, "TypeError")


async def test_large_arguments_and_results_pass(box: LocalSandbox) -> None:
    numbers = list(range(200_000))
    (result,) = await results(box, "def f(x): return x[::-1]", json.dumps([numbers]), memory_mb=256)
    assert json.loads(result.value or "") == numbers[::-1]


# Each does harm in its first call (the argument is 1), and returns its argument in the second.
FORGERIES = {
    "kills its parent": "import os, signal\nif x == 1: os.kill(os.getppid(), signal.SIGKILL)",
    "stops its parent": "import os, signal, time\nif x == 1: os.kill(os.getppid(), signal.SIGSTOP); time.sleep(9)",
    "kills everybody": "import os, signal\nif x == 1: os.kill(-1, signal.SIGKILL)",
    "writes an answer into every descriptor": """
import os, json
head = {"number": 0, "cause": "reported", "status": 0, "peak_bytes": 0, "ms": 0, "report_bytes": 0, "output_bytes": 0}
if x == 1:
    for fd in range(64):
        try: os.write(fd, json.dumps(head).encode() + b"\\n")
        except OSError: pass""",
    "opens its parent's pipes": """
import os
if x == 1:
    for pid in (os.getppid(), 1, 2):
        for fd in range(16):
            try: open(f"/proc/{pid}/fd/{fd}", "wb", buffering=0).write(b'{"number": 1}\\n' * 50)
            except OSError: pass""",
    "replaces json and os": """
import json, os
if x == 1:
    json.dumps = json.dump = lambda *a, **k: '{"kind": "returned", "value": "2"}'
    os._exit = os.write = lambda *a: None""",
    "leaves a daemon that spoils": """
import os, signal, time
if x == 1 and os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        try: os.kill(-1, signal.SIGSTOP)
        except OSError: pass""",
    "forks without end": "import os\nif x == 1:\n    while True:\n        try: os.fork()\n        except OSError: pass",
    "prints a report": 'if x == 1: print(\'{"kind": "returned", "value": "2"}\', flush=True)',
    "closes all descriptors": "import os\nif x == 1: os.closerange(0, 64)",
    "fakes a huge report": "import os\nif x == 1: os.write(3, b'[' * 60000); os._exit(0)",
}


@pytest.mark.parametrize("body", FORGERIES.values(), ids=FORGERIES)
async def test_a_forgery_can_lose_its_own_case_only(sandbox: LocalSandbox, body: str) -> None:
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    began = time.monotonic()
    first, second = await results(sandbox, f"def f(x):\n{indented}\n    return x", "[1]", "[2]", wall_ms=1000)
    assert (first.outcome, first.value) in {
        (CallOutcome.RETURNED, "1"),
        (CallOutcome.RETURNED, "2"),
        (CallOutcome.CRASHED, None),
        (CallOutcome.TIME_LIMIT, None),
        (CallOutcome.RAISED, None),
    }
    assert (second.outcome, second.value) == (CallOutcome.RETURNED, "2"), second
    assert time.monotonic() - began < 20


async def test_nothing_of_a_run_is_left_when_the_listener_goes_early(sandbox: LocalSandbox) -> None:
    await sandbox.write_file("solution.py", b"import time\ndef f(x): time.sleep(x)")
    ran = RUNNERS["python"].run_cases(
        sandbox, main_file="solution.py", function="f", calls=[Call("0", "[0]"), Call("1", "[60]", wall_ms=60_000)]
    )
    assert (await anext(ran)).outcome is CallOutcome.RETURNED
    await ran.aclose()
    record = sandbox._record
    assert record.holder is not None
    assert inhabitants(record.net_inode) == [record.holder.pid]
