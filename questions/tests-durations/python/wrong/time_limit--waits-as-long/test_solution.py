import time

from durations import seconds


def test_a_duration_lasts_that_long():
    begin = time.monotonic()
    time.sleep(seconds("1m"))
    assert time.monotonic() - begin >= 60
