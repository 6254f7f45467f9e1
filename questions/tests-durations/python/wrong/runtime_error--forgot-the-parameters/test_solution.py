from durations import seconds


def test_the_sum_of_the_parts(text, expected):
    assert seconds(text) == expected
