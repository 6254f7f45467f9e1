import pytest
from durations import seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7s", 7),
        ("5m", 300),
        ("2h", 7200),
        ("1d", 86400),
        ("1h30m", 5400),
        ("1d2h3m4s", 93784),
        ("1h5s", 3605),
        ("90m", 5400),
        ("600s", 600),
        ("0s", 0),
        (" 2d ", 172800),
        ("\t3m\n", 180),
    ],
)
def test_a_duration_is_the_sum_of_its_parts(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "  ", "5", "1h30", "h", "1hm", "5m1h", "1m1m", "1H", "5x", "-5m", "1.5h", "1h 30m"],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        seconds(text)

# interviewlm-canary-710182e017
