"""Cases in Go at Modal: the suite of all backends, run here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.runners import test_go as suite

pytestmark = suite.pytestmark
globals().update(claims_of(suite))
