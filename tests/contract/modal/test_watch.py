"""What every sandbox tells of its files, told by Modal's: the suite of all backends, run here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.sandbox import test_watch as suite

globals().update(
    claims_of(
        suite,
        # The stand-in lives in this process, and its connections are descriptors.
        but=frozenset({"test_a_watch_leaves_no_descriptor"}),
    )
)
