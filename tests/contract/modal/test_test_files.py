"""Files of tests in every language at Modal: the suite of all backends, run here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.runners import test_test_files as suite

globals().update(claims_of(suite))
