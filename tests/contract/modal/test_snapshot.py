"""What every sandbox's snapshot promises, promised by Modal's: the suite of all backends, run here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.sandbox import test_snapshot as suite

globals().update(
    claims_of(
        suite,
        but=frozenset(
            {
                # It makes a provider of its own, of the local kind.
                "test_a_snapshot_needs_nothing_that_is_loaded_as_the_sandboxs_user",
                # They ask no sandbox.
                "test_a_link_is_known_to_point_out_or_not",
                "test_every_tree_comes_back_as_it_was",
            }
        ),
    )
)
