"""What every sandbox's snapshot promises, promised by Modal's: the suite of all backends, run here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.sandbox import test_snapshot as suite

globals().update(claims_of(suite))
