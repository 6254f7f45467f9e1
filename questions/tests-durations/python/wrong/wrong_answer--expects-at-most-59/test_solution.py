import pytest
from durations import seconds


def test_minutes_and_hours():
    assert seconds("1h30m") == 5400


def test_more_than_59_minutes_are_refused():
    with pytest.raises(ValueError):
        seconds("90m")
