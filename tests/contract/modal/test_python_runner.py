"""Cases in Python at Modal: the suite of all backends, run here as it stands."""

from tests.contract.sandbox import test_python_runner as suite

# It looks into the records of the local backend.
LOCAL_ONLY = {"test_nothing_of_a_run_is_left_when_the_listener_goes_early"}

globals().update(
    {name: claim for name, claim in vars(suite).items() if name.startswith("test_") and name not in LOCAL_ONLY}
)


def test_the_suite_is_not_empty() -> None:
    assert len([name for name in globals() if name.startswith("test_")]) > 10
    assert vars(suite).keys() >= LOCAL_ONLY
