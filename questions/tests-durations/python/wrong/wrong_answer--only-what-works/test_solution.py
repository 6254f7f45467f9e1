from durations import seconds


def test_single_units():
    assert seconds("7s") == 7
    assert seconds("5m") == 300
    assert seconds("2h") == 7200
    assert seconds("1d") == 86400


def test_several_units():
    assert seconds("1h30m") == 5400
    assert seconds("1d2h3m4s") == 93784


def test_spaces_and_large_numbers():
    assert seconds(" 90m ") == 5400
