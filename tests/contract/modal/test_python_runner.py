"""Cases in Python at Modal.

A runner is one program everywhere, and what it makes of a case is proven where it is quicker. Here stays what the
sandbox has a part in: the files, what goes in and out, and every end by force.
"""

from tests.contract.modal.suites import claims_of
from tests.contract.sandbox import test_python_runner as suite

globals().update(
    claims_of(
        suite,
        but=frozenset(
            {
                "test_code_that_does_not_load_says_so_once",
                "test_what_is_no_result_is_raised_with_a_helpful_word",
                "test_wrong_arguments_are_the_candidates_error",
                # It looks into the records of the local backend.
                "test_nothing_of_a_run_is_left_when_the_listener_goes_early",
            }
        ),
    )
)
