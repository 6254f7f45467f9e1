"""Cases in JavaScript and TypeScript at Modal: the suite of all backends, run here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.runners import test_node as suite

pytestmark = suite.pytestmark
globals().update(claims_of(suite))
