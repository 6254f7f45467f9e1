"""Cases in Python at Modal: the suite of all backends, run here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.sandbox import test_python_runner as suite

globals().update(
    claims_of(
        suite,
        # It looks into the records of the local backend.
        but=frozenset({"test_nothing_of_a_run_is_left_when_the_listener_goes_early"}),
    )
)
