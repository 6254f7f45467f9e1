from durations import seconds


def test_every_number_of_seconds():
    for number in range(10 * 365 * 86_400):
        assert seconds(f"{number}s") == number
