import pytest
from durations import seconds


def test_the_sum_of_the_parts():
    assert seconds("1d2h3m4s") == 93784


@pytest.mark.parametrize("text", ["5", "1h30", ""])
def test_the_message_says_what_is_missing(text):
    with pytest.raises(ValueError, match="does not end with a unit"):
        seconds(text)
