"""Files of tests in every language at Modal.

What a runner reads out of a test program is proven where it is quicker; here stays what the sandbox has a part in.
"""

from tests.contract.modal.suites import claims_of
from tests.contract.runners import test_test_files as suite

globals().update(
    claims_of(
        suite,
        but=frozenset(
            {
                "test_only_the_paths_asked_for_run",
                "test_beside_another_languages_solution_the_runs_own_is_tested",
                "test_code_that_does_not_load_is_told_with_its_place",
                "test_no_test_at_all_is_told",
            }
        ),
    )
)
