import pytest

from bank.statement import BadExample, examples


def test_examples_are_read_with_their_lines() -> None:
    found = examples('Text\n\n```example\nf(1, {"a": [")"]})\n=> {"b": null}\n```\n\n```python\nf(2)\n```\n')
    assert [(e.line, e.function, e.arguments, e.expected, e.raises) for e in found] == [
        (3, "f", [1, {"a": [")"]}], {"b": None}, None)
    ]


def test_an_example_may_run_over_several_lines_or_raise() -> None:
    found = examples("```example\nf([\n  1,\n  2\n])\n=> [\n  3\n]\n```\n```example\nf()\n=> raises KeyError\n```\n")
    assert [(e.arguments, e.expected, e.raises) for e in found] == [([[1, 2]], [3], None), ([], None, "KeyError")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("```example\nf(1)\n```", 1),
        ("\n```example\nf(1) => 2\n```", 2),
        ("```example\nf(x)\n=> 1\n```", 1),
        ("```example\nf(1)\n=> 1", 1),
        ("```example\n=> 1\n```", 1),
    ],
)
def test_a_block_of_another_form_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BadExample) as refused:
        examples(text)
    assert refused.value.line == line
