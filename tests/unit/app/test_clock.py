"""Interview time."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from app.services.clock import SessionClock


def test_time_moves_only_while_the_clock_runs() -> None:
    now = 100.0
    clock = SessionClock(5_000, monotonic=lambda: now)
    now = 160.0
    assert clock.elapsed_ms() == 5_000
    clock.run(True)
    now = 161.5
    assert clock.elapsed_ms() == 6_500
    clock.run(False)
    now = 900.0
    assert clock.elapsed_ms() == 6_500
    assert not clock.running


@given(st.lists(st.tuples(st.floats(0, 1000), st.booleans()), max_size=30))
def test_interview_time_never_goes_back(moves: list[tuple[float, bool]]) -> None:
    now = 0.0
    clock = SessionClock(0, monotonic=lambda: now)
    seen = [0]
    for passed, run in moves:
        now += passed
        clock.run(run)
        seen.append(clock.elapsed_ms())
    assert all(before <= after for before, after in itertools.pairwise(seen))
