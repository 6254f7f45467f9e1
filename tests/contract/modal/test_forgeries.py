"""Forgeries at Modal: the corpus of all backends, judged here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.runners import test_forgeries as suite

globals().update(claims_of(suite))
