"""What every sandbox promises, promised by Modal's: the suite of all backends, run here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.sandbox import test_conformance as suite

globals().update(
    claims_of(
        suite,
        # It makes a provider of its own, of the local kind.
        but=frozenset({"test_a_read_only_folder_of_tools_is_there_for_programs"}),
    )
)
