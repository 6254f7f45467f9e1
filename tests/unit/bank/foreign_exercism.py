"""Small Exercism tracks in the true form, with the odd shapes that real ones have; written for here."""

import json

from tests.unit.bank.packages import Tree


def config(**files: list[str]) -> str:
    """A `.meta/config.json` with these lists of files."""
    return json.dumps({"authors": ["someone"], "contributors": [], "files": files, "blurb": "Do it."}, indent=2)


def track(language: str, exercises: dict[str, Tree], **patterns: list[str]) -> Tree:
    """A whole track; an exercise's name is `practice/<slug>` or `concept/<slug>`."""
    groups: dict[str, list[dict[str, object]]] = {"concept": [], "practice": []}
    for name in exercises:
        kind, _, slug = name.partition("/")
        groups[kind].append(
            {"slug": slug, "name": f"The {slug}", "difficulty": 2, "topics": ["loops"], "concepts": ["basics"]}
        )
    listed = groups | {"foregone": ["never-written"]}
    told = {"language": language, "slug": language, "version": 3, "files": patterns, "exercises": listed}
    found = {"config.json": json.dumps(told), "README.md": "# A track\n"}
    for name, tree in exercises.items():
        found |= {f"exercises/{name}/{path}": content for path, content in tree.items()}
    return found


PARCEL_PYTHON = {
    ".meta/config.json": config(
        solution=["parcel.py"], test=["parcel_test.py"], editor=["rates.py"], exemplar=[".meta/exemplar.py"]
    ),
    ".docs/introduction.md": "# Introduction\n\nParcels have a weight.\n",
    ".docs/instructions.md": "# Instructions\n\nTell the price.\n\n```example\nprice(1)\n```\n",
    ".docs/instructions.append.md": "# Append\n\nRaise a `ValueError` with a message.\n",
    ".docs/hints.md": (
        "# Hints\n\n## General\n\n- Read the [docs][docs].\n\n## 1. Price\n\n- Look the zone up\n"
        "  in the table.\n\n[docs]: http://x\n"
    ),
    "rates.py": "RATES = {'near': 2, 'far': 5}\n",
    "parcel.py": "from rates import RATES\n\n\ndef price(weight, zone):\n    pass\n",
    ".meta/exemplar.py": (
        "from rates import RATES\n\n\ndef price(weight, zone):\n    if weight <= 0:\n"
        "        raise ValueError('weight must be positive')\n    return RATES[zone] * weight\n"
    ),
    "parcel_test.py": """\
import json
import unittest
from pathlib import Path

import pytest

from parcel import (
    price,
)
from parcel_test_data import NEAR


class ParcelTest(unittest.TestCase):
    @pytest.mark.task(taskno=1)
    def test_near(self):
        for variant, (weight, expected) in enumerate(NEAR, start=1):
            with self.subTest(f"variation #{variant}", weight=weight, expected=expected):
                self.assertEqual(price(weight, "near"), expected, msg="wrong price")

    @pytest.mark.task(taskno=2)
    @unittest.skip(
        "extra credit"
    )
    def test_far(self):
        self.assertEqual(price(3, "far"), 15)

    @unittest.skipIf(False, "never")
    def test_error(self):
        with self.assertRaises(ValueError) as err:
            price(0, "near")
        self.assertEqual(type(err.exception), ValueError)
        self.assertEqual(err.exception.args[0], "weight must be positive")

    def test_table(self):
        table = json.loads((Path(__file__).parent / "fixtures" / "prices list.json").read_text())
        for weight, zone, expected in table:
            self.assertEqual(price(weight, zone), expected)
""",
    "parcel_test_data.py": "NEAR = [(1, 2), (2, 4)]\n",
    "fixtures/prices list.json": '[[4, "near", 8]]\n',
    "README.md": "not this\n",
}

SKIPPED_FOREVER = {
    ".docs/instructions.md": "Count.\n",
    "count_up.py": "def count_up(n):\n    return []\n",
    ".meta/example.py": "def count_up(n):\n    return list(range(n))\n",
    "count_up_test.py": """\
import unittest

from count_up import count_up


class CountUpTest(unittest.TestCase):
    def test_three(self):
        self.assertEqual(count_up(3), [0, 1, 2])

    @unittest.skip("takes for ever in Python")
    def test_what_does_not_work(self):
        self.assertEqual(count_up(-1), [1])
""",
}

TIDY_PYTHON = {
    ".meta/config.json": config(solution=["tidy.py"], test=["tidy_test.py"], example=[".meta/example.py"]),
    ".docs/instructions.md": "# Instructions\n\nRefactor this code; the tests pass.\n",
    "tidy.py": "def total(a):\n    t = 0\n    for i in range(len(a)):\n        t = t + a[i]\n    return t\n",
    ".meta/example.py": "def total(a):\n    return sum(a)\n",
    "tidy_test.py": "from tidy import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n",
}

IMPORTED = "from a import x\n\n\ndef test_a():\n    "


def one_file(stub: str, *, example: str = "", test: str = "", test_path: str = "a_test.py") -> Tree:
    """A small exercise; what is empty is missing."""
    told = config(solution=["a.py"], test=[test_path], example=[".meta/example.py"])
    files = {".meta/config.json": told, ".docs/instructions.md": "x\n", "a.py": stub}
    return files | {path: text for path, text in ((".meta/example.py", example), ("a_test.py", test)) if text}


PYTHON = track(
    "python",
    {
        "concept/parcel": PARCEL_PYTHON,
        "practice/count-up": SKIPPED_FOREVER,
        "practice/tidy": TIDY_PYTHON,
        "practice/no-solution": one_file("x = 1\n", test="def test_a():\n    assert True\n"),
        "practice/leads-out": one_file("x = 1\n", example="x = 1\n", test_path="../../../../etc/passwd"),
        "practice/never-fails": one_file("x = 1\n", example="x = 1\n", test=f"{IMPORTED}assert x\n"),
        "practice/broken-reference": one_file("x = 0\n", example="x = 2\n", test=f"{IMPORTED}assert x == 1\n"),
    },
    solution=["%{snake_slug}.py"],
    test=["%{snake_slug}_test.py"],
    example=[".meta/example.py"],
    exemplar=[".meta/exemplar.py"],
)

QUEUE_SPEC = """\
import { describe, expect, jest, test, xdescribe, xtest } from '@jest/globals';
import { Queue, EmptyError } from './print-queue';
import * as clock from './clock';
import pages from './fixtures/pages.json';

jest.mock('./clock', () => ({ now: jest.fn(() => 42) }));

describe('Queue', () => {
  test('starts empty', () => {
    expect(new Queue().size).toBe(0);
  });

  describe('with jobs', () => {
    xtest('keeps the order', () => {
      const queue = new Queue();
      pages.forEach((page) => queue.add(page));
      expect([queue.next().page, queue.next().page]).toEqual(['a', 'b']);
    });

    xtest.each([
      [1, 1],
      [3, 3],
    ])('counts %i jobs', (many, size) => {
      const queue = new Queue();
      for (let i = 0; i < many; i += 1) queue.add(`${i}`);
      expect(queue.size).toBe(size);
    });

    xit('stamps a job with the time', async () => {
      const queue = new Queue();
      queue.add('x');
      await expect(Promise.resolve(queue.next().at)).resolves.toBe(42);
      expect(clock.now).toHaveBeenCalled();
    });
  });

  xdescribe('errors', () => {
    test.skip('next on empty', () => {
      expect(() => new Queue().next()).toThrow(EmptyError);
      expect(() => new Queue().next()).toThrow(new Error('exit(1) or xit(2)?'));
    });
  });
});
"""

QUEUE_JS = {
    ".meta/config.json": config(
        solution=["print-queue.js", "errors.js"],
        test=["print-queue.spec.js", "custom.spec.js"],
        example=[".meta/proof.ci.js"],
        editor=["clock.js", "global.d.ts"],
    ),
    ".docs/instructions.md": "# Instructions\n\nWrite a queue.\n",
    "print-queue.js": (
        "// @ts-check\nexport { EmptyError } from './errors';\n\nexport class Queue {\n  constructor() {\n"
        "    throw new Error('Remove this line and implement the function');\n  }\n}\n"
    ),
    "errors.js": (
        "export class EmptyError extends Error {\n  constructor() {\n    super('exit(1) or xit(2)?');\n  }\n}\n"
    ),
    "clock.js": "export const now = () => Date.now();\n",
    "global.d.ts": "declare type Job = { page: string; at: number };\n",
    "fixtures/pages.json": '["a", "b"]\n',
    ".meta/proof.ci.js": """\
import { EmptyError } from '../errors';
import { now } from '../clock';

export { EmptyError };

export class Queue {
  #jobs = [];

  get size() {
    return this.#jobs.length;
  }

  add(page) {
    this.#jobs.push({ page, at: now() });
  }

  next() {
    const job = this.#jobs.shift();
    if (job === undefined) throw new EmptyError();
    return job;
  }
}
""",
    "print-queue.spec.js": QUEUE_SPEC,
    "package.json": '{"type": "module", "jest": {"transform": {}}}\n',
    "babel.config.js": "module.exports = { presets: ['@exercism/babel-preset-javascript'] };\n",
    "jest.config.js": "module.exports = { testEnvironment: 'jsdom' };\n",
}

LIST_TS = {
    ".meta/config.json": config(
        solution=["linked.ts"],
        test=["linked.test.ts", "__typetests__/linked.tst.ts"],
        example=[".meta/proof.ci.ts"],
    ),
    ".docs/instructions.md": "# Instructions\n\nWrite a list.\n",
    "linked.ts": (
        "export class List<T> {\n  public push(item: unknown) {\n    throw new Error('Remove this');\n  }\n}\n"
    ),
    ".meta/proof.ci.ts": """\
interface Node<T> { value: T; next?: Node<T> }

export enum Side { Left, Right }

export class List<T> {
  private first?: Node<T>

  constructor(private readonly side: Side = Side.Left) {}

  push(value: T): void {
    this.first = { value, next: this.first }
  }

  toArray(): T[] {
    const found: T[] = []
    for (let at = this.first; at; at = at.next) found.push(at.value)
    return this.side === Side.Left ? found : found.reverse()
  }
}
""",
    "linked.test.ts": """\
import { describe, it, expect, xit } from '@jest/globals'
import { List, Side } from './linked.ts'
import { range } from './support'

describe('List', () => {
  it('is empty', () => {
    expect(new List<number>().toArray()).toEqual([])
  })

  xit('keeps items', () => {
    const list = new List<number>(Side.Right)
    range(3).forEach((item) => list.push(item))
    // @ts-expect-error only numbers
    list.push('x')
    expect(list.toArray()).toEqual([0, 1, 2, 'x'])
  })
})
""",
    "support.ts": "export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)\n",
    "__typetests__/linked.tst.ts": "import { expect } from 'tstyche'\n",
    "tsconfig.json": "{}\n",
    "package.json": '{"type": "module"}\n',
    "yarn.lock": "\n",
}

TALLY_GO = {
    ".meta/config.json": config(
        solution=["tally.go"],
        test=["tally_test.go"],
        example=[".meta/example.go"],
        editor=["cases_test.go", "common.go"],
        invalidator=["go.mod"],
    ),
    ".docs/instructions.md": "# Instructions\n\nCount the words.\n",
    "go.mod": "module tally\n\ngo 1.18\n",
    "common.go": "package tally\n\n// Source gives words.\ntype Source interface{ Words() []string }\n",
    "tally.go": (
        "package tally\n\n// Count counts the words of a source.\nfunc Count(source Source) map[string]int {\n"
        '\tpanic("Please implement the Count function")\n}\n'
    ),
    ".meta/example.go": (
        "package tally\n\n// Count counts the words of a source.\nfunc Count(source Source) map[string]int {\n"
        "\tfound := map[string]int{}\n\tfor _, word := range source.Words() {\n\t\tfound[word]++\n"
        "\t}\n\treturn found\n}\n"
    ),
    ".meta/gen.go": "package main\n\nfunc main() {}\n",
    "cases_test.go": """\
package tally

var cases = []struct {
	name  string
	words []string
	word  string
	want  int
}{
	{"none at all", nil, "a", 0},
	{"two of three", []string{"a", "b", "a"}, "a", 2},
}
""",
    "tally_test.go": """\
package tally

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

type list []string

func (l list) Words() []string { return l }

func TestCount(t *testing.T) {
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			if got := Count(list(tc.words))[tc.word]; got != tc.want {
				t.Fatalf("Count(%q)[%q] = %d, want: %d", tc.words, tc.word, got, tc.want)
			}
		})
	}
}

func TestFixture(t *testing.T) {
	text, err := os.ReadFile("testdata/some words.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := Count(list(strings.Fields(string(text))))["x"]; got != 2 {
		t.Errorf("got %d, want 2", got)
	}
}

func TestLong(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
}

func ExampleCount() {
	fmt.Println(Count(list{"a"}))
	// Output: map[a:1]
}

func BenchmarkCount(b *testing.B) {
	for i := 0; i < b.N; i++ {
		Count(list{"a"})
	}
}
""",
    "testdata/some words.txt": "x y x\n",
}

UNBUILT_GO = {
    ".meta/config.json": config(solution=["later.go"], test=["later_test.go"], example=[".meta/example.go"]),
    ".docs/instructions.md": "# Instructions\n\nSay it.\n",
    "go.mod": "module later\n\ngo 1.18\n",
    "later.go": "package later\n",
    ".meta/example.go": 'package later\n\nfunc Say() string { return "later" }\n',
    "later_test.go": (
        'package later_test\n\nimport (\n\t"testing"\n\n\t"later"\n)\n\nfunc TestSay(t *testing.T) {\n'
        '\tif later.Say() != "later" {\n\t\tt.Error("no")\n\t}\n}\n'
    ),
}

# A test of this one reads the solution itself, and lets each thing have one comment.
NOTED_GO = {
    ".meta/config.json": json.dumps(
        {
            "authors": ["someone"],
            "files": {
                "solution": ["noted.go"],
                "test": ["noted_test.go"],
                "exemplar": [".meta/exemplar.go"],
                "invalidator": ["go.mod"],
            },
            "custom": {"taskIdsEnabled": True, "testingFlags": ["-race"]},
        }
    ),
    ".docs/instructions.md": "# Instructions\n\nSay what the package is for.\n",
    "go.mod": "module noted\n\ngo 1.18\n",
    "noted.go": "package noted\n\nvar Unit = 1\n",
    ".meta/exemplar.go": "// Package noted says what it is.\npackage noted\n\n// Unit is one.\nvar Unit = 1\n",
    "noted_test.go": """\
package noted

import (
	"go/parser"
	"go/token"
	"testing"
)

func TestNotes(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "noted.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(file.Comments); got != 2 {
		t.Errorf("got %d comments, want 2", got)
	}
}
""",
}
