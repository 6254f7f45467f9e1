"""The marker is a comment of its own line; strings, blocks and templates are not."""

import io
import tokenize

import pytest
from hypothesis import given, settings, strategies

from agent.marker import MARKER_LINE, markers
from protocol.values import Language

PY, JS, TS, GO = Language.PYTHON, Language.JAVASCRIPT, Language.TYPESCRIPT, Language.GO


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (PY, "# submit"),
        (PY, "x = 1\n    #SUBMIT  \n"),
        (PY, "def f(:\n  broken = 'abc\n# Submit\n"),
        (PY, "text = 'it\\'s'\n# submit\r\n"),
        (PY, 'r"""raw"""\n# submit'),
        (JS, "let a = 1;\n  // submit\n"),
        (JS, "const r = /[`'\"]/;\n// submit"),
        (JS, "x = `a ${ {b: '}'}.b } c`\n// submit"),
        (JS, "x = `a ${\n// submit\n1} c`"),
        (JS, "y = a / b; z = c / d\n//Submit"),
        (TS, "const f = (a: number): number => a\n\t// submit"),
        (JS, "unfinished('\n// submit"),
        (GO, "package main\n// submit\n"),
        (GO, "s := `raw \\`\n// submit"),
        (GO, "r := '\"'\n// submit"),
    ],
)
def test_a_comment_on_its_own_line_counts(language: Language, text: str) -> None:
    assert markers(text, language) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (PY, "x = 1  # submit"),
        (PY, "'''\n# submit\n'''"),
        (PY, '"""doc\n# submit\n'),
        (PY, "x = 'a\\\n# submit\n'"),
        (PY, "# submit this later"),
        (PY, "# please submit"),
        (PY, "// submit"),
        (PY, "## submit"),
        (JS, "# submit"),
        (JS, "/*\n// submit\n*/"),
        (JS, "x = `\n// submit\n`"),
        (JS, "x = `${ `\n// submit\n` }\n// submit\n`"),
        (JS, "f() // submit"),
        (GO, "s := `\n// submit\n`"),
        (GO, "/* a\n// submit\n"),
        (GO, "submit()"),
    ],
)
def test_anything_else_does_not(language: Language, text: str) -> None:
    assert markers(text, language) == 0


pieces = strategies.lists(
    strategies.sampled_from(
        ["# submit\n", "'", '"', "'''", '"""', "\\\n", "x\n", "# it's\n", "(\n", ")\n", "r'\\''", "f'{x}'", "  ", "\n"]
    ),
    max_size=14,
)


@given(pieces)
@settings(max_examples=400, deadline=None)
def test_in_python_that_tokenizes_exactly_the_comments_of_the_tokenizer_count(parts: list[str]) -> None:
    text = "".join(parts)
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return
    if any(token.type == tokenize.ERRORTOKEN and not token.string.isspace() for token in found):
        return
    real = [t for t in found if t.type == tokenize.COMMENT and MARKER_LINE.fullmatch(t.line.rstrip("\n"))]
    assert markers(text, Language.PYTHON) == len(real)
