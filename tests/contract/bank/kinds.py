# ruff: noqa: E501  whole files of other languages, a line each
"""One small question of each kind of judge in all four languages, as files."""

HEAD = """\
id: sample
title: A sample
difficulty: easy
topics: [samples]
estimated_minutes: 5
hints: [a, b, c]
follow_ups: [why]
rubric:
  - {dimension: correctness, weak: fails, strong: passes}
"""

# ---- cases, in two files that may both be edited, with errors of two kinds

ORDERS = (
    HEAD
    + """\
signature:
  function: order_total
  parameters:
    - {name: prices, type: "list of int"}
    - {name: count, type: int}
  returns: int
cases:
  - {name: two, input: [[3, 4], 2], expected: 14}
  - {name: negative, category: error, input: [[3], -1], raises: ValueError}
  - {name: none, category: edge, hidden: true, input: [[], 2], expected: 0}
  - {name: zero, category: edge, hidden: true, input: [[3], 0], expected: 0}
  - {name: the most, category: edge, hidden: true, input: [[3], 50], expected: 150}
  - {name: too many, category: error, hidden: true, input: [[3], 99], raises: OutOfStock}
"""
)
ORDERS_STATEMENT = """\
```example
order_total([1], 2)
=> 2
```

```example
order_total([1], 99)
=> raises OutOfStock
```
"""
ORDERS_FILES = {
    "question.yaml": ORDERS,
    "statement.md": ORDERS_STATEMENT,
    "python/starter/stock.py": "class OutOfStock(Exception):\n    pass\n\n\ndef check(count):\n    pass\n",
    "python/starter/solution.py": 'from stock import check\n\n\ndef order_total(prices, count):\n    """Sum up."""\n    check(count)\n    return sum(prices) * count\n',
    "python/reference/stock.py": (
        "class OutOfStock(Exception):\n    pass\n\n\ndef check(count):\n    if count < 0:\n        raise ValueError(count)\n"
        "    if count > 50:\n        raise OutOfStock(count)\n"
    ),
    "python/wrong/runtime_error--other/stock.py": (
        "class OutOfStock(Exception):\n    pass\n\n\ndef check(count):\n    if count < 0 or count > 50:\n        raise KeyError(count)\n"
    ),
    "javascript/starter/stock.js": "export class OutOfStock extends Error {}\n\nexport function check(count) {}\n",
    "javascript/starter/solution.js": (
        "import { check } from './stock';\n\nexport function orderTotal(prices, count) {\n  check(count);\n"
        "  return prices.reduce((sum, price) => sum + price, 0) * count;\n}\n"
    ),
    "javascript/reference/stock.js": (
        "export class OutOfStock extends Error {}\n\nexport function check(count) {\n"
        "  if (count < 0) throw new RangeError('negative');\n  if (count > 50) throw new OutOfStock();\n}\n"
    ),
    "javascript/wrong/runtime_error--accident/stock.js": (
        "export function check(count) {\n  if (count < 0) null.count;\n}\n"
    ),
    "typescript/starter/stock.ts": "export class OutOfStock extends Error {}\n\nexport function check(count: number): void {}\n",
    "typescript/starter/solution.ts": (
        "import { check } from './stock.js';\n\nexport function orderTotal(prices: number[], count: number): number {\n"
        "  check(count);\n  return prices.reduce((sum, price) => sum + price, 0) * count;\n}\n"
    ),
    "typescript/reference/stock.ts": (
        "export class OutOfStock extends Error {}\n\nexport function check(count: number): void {\n"
        "  if (count < 0) throw new Error('negative');\n  if (count > 50) throw new OutOfStock();\n}\n"
    ),
    "typescript/wrong/runtime_error--plain/stock.ts": (
        "export function check(count: number): void {\n  if (count < 0 || count > 50) throw new Error('no');\n}\n"
    ),
    "go/starter/stock.go": (
        'package orders\n\nimport "errors"\n\nvar ErrOutOfStock = errors.New("out of stock")\n\n'
        "func check(count int) error { return nil }\n"
    ),
    "go/starter/solution.go": (
        "package orders\n\nfunc OrderTotal(prices []int, count int) (int, error) {\n"
        "\tif err := check(count); err != nil {\n\t\treturn 0, err\n\t}\n\ttotal := 0\n"
        "\tfor _, price := range prices {\n\t\ttotal += price\n\t}\n\treturn total * count, nil\n}\n"
    ),
    "go/reference/stock.go": (
        'package orders\n\nimport (\n\t"errors"\n\t"fmt"\n)\n\nvar ErrOutOfStock = errors.New("out of stock")\n\n'
        'func check(count int) error {\n\tif count < 0 {\n\t\treturn fmt.Errorf("negative: %d", count)\n\t}\n'
        '\tif count > 50 {\n\t\treturn fmt.Errorf("%d: %w", count, ErrOutOfStock)\n\t}\n\treturn nil\n}\n'
    ),
    "go/wrong/runtime_error--panics/stock.go": (
        "package orders\n\nfunc check(count int) error {\n\tif count < 0 {\n\t\tpanic(count)\n\t}\n\treturn nil\n}\n"
    ),
}

# ---- programs

STDIO_FILES = {
    "question.yaml": HEAD
    + """\
judge: stdio
compare: {float_tolerance: 1e-6}
limits: {wall_ms: 4000}
cases:
  - {name: one, stdin: "1 2\\n", stdout: "mean 1.5\\n"}
  - {name: spaces, hidden: true, stdin: "  4 \\n\\n6 ", stdout: "MEAN   5.0"}
  - {name: nothing, category: edge, hidden: true, stdin: "", stdout: "mean 0"}
  - {name: many, category: scale, hidden: true, stdin_file: large/many.in, stdout_file: large/many.ans}
""",
    "statement.md": "Read numbers and print their mean.\n",
    "cases/large/many.in": "7\n" * 200_000,
    "cases/large/many.ans": "mean 7",
    "python/starter/solution.py": "print('mean')\n",
    "python/reference/solution.py": "import sys\n\nx = list(map(int, sys.stdin.read().split()))\nprint('mean', sum(x) / max(len(x), 1))\n",
    "python/wrong/runtime_error--empty/solution.py": "import sys\n\nx = list(map(int, sys.stdin.read().split()))\nprint('mean', sum(x) / len(x))\n",
    "javascript/starter/solution.js": "console.log('mean')\n",
    "javascript/reference/solution.js": (
        "const x = require('fs').readFileSync(0, 'utf8').split(/\\s+/).filter(Boolean).map(Number);\n"
        "console.log('mean', x.reduce((a, b) => a + b, 0) / Math.max(x.length, 1));\n"
    ),
    "javascript/wrong/wrong_answer--empty/solution.js": (
        "const x = require('fs').readFileSync(0, 'utf8').split(/\\s+/).filter(Boolean).map(Number);\n"
        "console.log('mean', x.reduce((a, b) => a + b, 0) / x.length);\n"
    ),
    "typescript/starter/solution.ts": "console.log('mean' as string)\n",
    "typescript/reference/solution.ts": (
        "import { readFileSync } from 'node:fs';\n\n"
        "const x: number[] = readFileSync(0, 'utf8').split(/\\s+/).filter(Boolean).map(Number);\n"
        "console.log('mean', x.reduce((a, b) => a + b, 0) / Math.max(x.length, 1));\n"
    ),
    "typescript/wrong/compile_error--half/solution.ts": "const x: number[] = ;\n",
    "go/starter/solution.go": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("mean") }\n',
    "go/reference/solution.go": (
        'package main\n\nimport (\n\t"bufio"\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n\tin := bufio.NewReader(os.Stdin)\n'
        "\ttotal, count := 0, 0\n\tfor {\n\t\tvar x int\n\t\tif _, err := fmt.Fscan(in, &x); err != nil {\n\t\t\tbreak\n\t\t}\n"
        '\t\ttotal, count = total+x, count+1\n\t}\n\tfmt.Println("mean", float64(total)/float64(max(count, 1)))\n}\n'
    ),
    "go/wrong/time_limit--waits/solution.go": "package main\n\nfunc main() {\n\tfor {\n\t}\n}\n",
}

# ---- tests of the question's own

TESTS_FILES = {
    "question.yaml": HEAD
    + """\
judge: tests
visible_tests: [test_one.py, one.test.js, one.test.ts, one_test.go]
tests:
  python: ["test_one.py::test_one", "test_two.py::test_two"]
  javascript: ["one.test.js: one", "two.test.js: two"]
  typescript: ["one.test.ts: one", "two.test.ts: two"]
  go: [TestOne, TestTwo]
""",
    "statement.md": "Double a number.\n",
    "python/starter/solution.py": "def double(x):\n    return 2\n",
    "python/reference/solution.py": "def double(x):\n    return 2 * x\n",
    "python/tests/test_one.py": "from solution import double\n\n\ndef test_one():\n    assert double(1) == 2\n",
    "python/tests/test_two.py": "from solution import double\n\n\ndef test_two():\n    assert double(2) == 4\n",
    "python/wrong/runtime_error--leaves/solution.py": "import os\n\n\ndef double(x):\n    os._exit(0)\n",
    "python/wrong/wrong_answer--constant/solution.py": "def double(x):\n    return 2\n",
    "javascript/starter/solution.js": "export const double = (x) => 2;\n",
    "javascript/reference/solution.js": "export const double = (x) => 2 * x;\n",
    "javascript/tests/one.test.js": "import { double } from './solution';\n\ntest('one', () => expect(double(1)).toBe(2));\n",
    "javascript/tests/two.test.js": "import { double } from './solution';\n\ntest('two', () => expect(double(2)).toBe(4));\n",
    "javascript/wrong/compile_error--half/solution.js": "export const double = (x) => ;\n",
    "typescript/starter/solution.ts": "export const double = (x: number): number => 2;\n",
    "typescript/reference/solution.ts": "export const double = (x: number): number => 2 * x;\n",
    "typescript/tests/one.test.ts": "import { double } from './solution';\n\ntest('one', () => expect(double(1)).toBe(2));\n",
    "typescript/tests/two.test.ts": "import { double } from './solution';\n\ntest('two', () => expect(double(2)).toBe(4));\n",
    "typescript/wrong/wrong_answer--throws/solution.ts": "export const double = (x: number): number => { throw new Error('x'); };\n",
    "go/starter/solution.go": "package double\n\nfunc Double(x int) int { return 2 }\n",
    "go/reference/solution.go": "package double\n\nfunc Double(x int) int { return 2 * x }\n",
    "go/tests/one_test.go": (
        'package double\n\nimport "testing"\n\nfunc TestOne(t *testing.T) {\n\tif Double(1) != 2 {\n\t\tt.Error("one")\n\t}\n}\n'
    ),
    "go/tests/two_test.go": (
        'package double\n\nimport "testing"\n\nfunc TestTwo(t *testing.T) {\n\tif Double(2) != 4 {\n\t\tt.Error("two")\n\t}\n}\n'
    ),
    "go/wrong/compile_error--half/solution.go": "package double\n\nfunc Double(x int) int { return }\n",
}

# ---- tests that are to be written

_GO_TEST = (
    'package clamp\n\nimport "testing"\n\nfunc TestClamp(t *testing.T) {\n'
    '\tfor _, c := range [][2]int{%s} {\n\t\tif Clamp(c[0]) != c[1] {\n\t\t\tt.Errorf("%%v", c)\n\t\t}\n\t}\n}\n'
)
_JS_TEST = "import { clamp } from './solution';\n\ntest.each([%s])('clamps', (x, y) => expect(clamp(x)).toBe(y));\n"
_PY_TEST = "from solution import clamp\n\n\ndef test_clamp():\n    assert [clamp(x) for x in (%s)] == [%s]\n"

MUTANTS_FILES = {
    "question.yaml": HEAD + "judge: mutants\nvisible_mutants: [no-top]\n",
    "statement.md": "Write tests for clamp.\n",
    "python/starter/solution.py": "def clamp(x):\n    return max(0, min(9, x))\n",
    "python/starter/test_solution.py": "from solution import clamp\n\n\ndef test_clamp():\n    assert clamp(5) == 5\n",
    "python/reference/test_solution.py": _PY_TEST % ("-1, 5, 12", "0, 5, 9"),
    "python/mutants/no-top/solution.py": "def clamp(x):\n    return max(0, x)\n",
    "python/mutants/no-bottom/solution.py": "def clamp(x):\n    return min(9, x)\n",
    "python/mutants/right--ifs/solution.py": "def clamp(x):\n    return 0 if x < 0 else 9 if x > 9 else x\n",
    "python/wrong/wrong_answer--top-only/test_solution.py": _PY_TEST % ("5, 12", "5, 9"),
    "python/wrong/wrong_answer--looks-at-the-text/test_solution.py": (
        "def test_clamp():\n    assert 'max(0, min(9, x))' in open('solution.py').read()\n"
    ),
    "javascript/starter/solution.js": "export const clamp = (x) => Math.max(0, Math.min(9, x));\n",
    "javascript/starter/solution.test.js": _JS_TEST % "[5, 5]",
    "javascript/reference/solution.test.js": _JS_TEST % "[5, 5], [-1, 0], [12, 9]",
    "javascript/mutants/no-top/solution.js": "export const clamp = (x) => Math.max(0, x);\n",
    "javascript/mutants/no-bottom/solution.js": "export const clamp = (x) => Math.min(9, x);\n",
    "javascript/mutants/right--ifs/solution.js": "export const clamp = (x) => (x < 0 ? 0 : x > 9 ? 9 : x);\n",
    "javascript/wrong/wrong_answer--wrong-itself/solution.test.js": _JS_TEST % "[5, 6]",
    "typescript/starter/solution.ts": "export const clamp = (x: number): number => Math.max(0, Math.min(9, x));\n",
    "typescript/starter/solution.test.ts": _JS_TEST % "[5, 5]",
    "typescript/reference/solution.test.ts": _JS_TEST % "[5, 5], [-1, 0], [12, 9]",
    "typescript/mutants/no-top/solution.ts": "export const clamp = (x: number): number => Math.max(0, x);\n",
    "typescript/mutants/no-bottom/solution.ts": "export const clamp = (x: number): number => Math.min(9, x);\n",
    "typescript/mutants/right--ifs/solution.ts": "export const clamp = (x: number): number => (x < 0 ? 0 : x > 9 ? 9 : x);\n",
    "typescript/wrong/compile_error--half/solution.test.ts": "test('x', () => ;\n",
    "go/starter/solution.go": "package clamp\n\nfunc Clamp(x int) int { return max(0, min(9, x)) }\n",
    "go/starter/solution_test.go": _GO_TEST % "{5, 5}",
    "go/reference/solution_test.go": _GO_TEST % "{5, 5}, {-1, 0}, {12, 9}",
    "go/mutants/no-top/solution.go": "package clamp\n\nfunc Clamp(x int) int { return max(0, x) }\n",
    "go/mutants/no-bottom/solution.go": "package clamp\n\nfunc Clamp(x int) int { return min(9, x) }\n",
    "go/mutants/right--ifs/solution.go": (
        "package clamp\n\nfunc Clamp(x int) int {\n\tif x < 0 {\n\t\treturn 0\n\t}\n\tif x > 9 {\n\t\treturn 9\n\t}\n\treturn x\n}\n"
    ),
    "go/wrong/compile_error--nothing/solution_test.go": "package clamp\n",
}

KINDS = {"cases": ORDERS_FILES, "stdio": STDIO_FILES, "tests": TESTS_FILES, "mutants": MUTANTS_FILES}
