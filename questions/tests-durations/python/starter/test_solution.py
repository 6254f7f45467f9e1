from durations import seconds


def test_minutes():
    assert seconds("5m") == 300
