import pytest

from bank.function_shape import Shape
from bank.structure import functions
from protocol.values import Language

PYTHON = '''\
import os

def first(x):
    """What it does,
    in two lines."""
    # a comment
    if x and x > 1:
        for y in x:
            while y:
                y -= 1
    elif x:
        return [z for z in x if z]
    return 0

class C:
    def second(self): return 1
'''
JAVASCRIPT = """\
// if (this) { were code }
export function first(x) {
  const text = `if (${x}) {`, pattern = /[{(]if/;
  if (x && x > 1) {
    for (let i = 0; i < x; i++) {
      while (x) { x--; }
    }
  } else if (x) {
    return x ? 1 : 2;
  }
  return [1].map((y) => { if (y) { return 1; } return 2; });
}

class C {
  second() { return 1; }
}
"""
TYPESCRIPT = """\
type Row = { a?: number };
export function first(rows: Row[], limit?: number): { [key: string]: number } {
  const found: Record<string, number> = {};
  for (const row of rows) {
    if (row.a ?? 0) {
      found["if"] = row.a as number;
    }
  }
  return found;
}
export const second = async (x: number): Promise<number> => {
  switch (x) {
    case 1: return 1;
    case 2: return 2;
    default: return 3;
  }
};
"""
GO = """\
package p

type Shape interface{ Area() float64 }

func First(x []int, f func(int) bool) (int, error) {
	for i := range x {
		if y := x[i]; y > 1 && f(y) {
			switch {
			case y > 2:
				return 1, nil
			}
		}
	}
	return 0, nil
}

func (s *Square) Second() struct{ A int } {
	return struct{ A int }{1}
}
"""

SHAPES = {
    (Language.PYTHON, PYTHON): [Shape("first", 3, 8, 8, 3), Shape("second", 16, 1, 1, 0)],
    (Language.JAVASCRIPT, JAVASCRIPT): [
        Shape("first", 2, 11, 7, 3),
        Shape("a function", 11, 1, 2, 1),
        Shape("second", 15, 1, 1, 0),
    ],
    (Language.TYPESCRIPT, TYPESCRIPT): [Shape("first", 2, 9, 4, 2), Shape("second", 11, 7, 3, 1)],
    (Language.GO, GO): [Shape("First", 5, 11, 5, 3), Shape("Second", 17, 3, 1, 0)],
}


@pytest.mark.parametrize(("language", "text"), SHAPES)
def test_the_functions_of_a_text_are_found_and_measured(language: Language, text: str) -> None:
    assert functions(text, language) == SHAPES[language, text]


@pytest.mark.parametrize("language", Language)
def test_a_text_that_is_no_program_has_no_functions_or_some_but_never_fails(language: Language) -> None:
    for text in ("", "{{{(", "function (", "func", "def f(:", "})", "'", "`${", "/[", "func f() {"):
        assert isinstance(functions(text, language), list)
