"""Cases in Go at Modal.

A runner is one program everywhere, and what it makes of a case is proven where it is quicker. Here stays what the
sandbox has a part in: the files, what goes in and out, and every end by force.
"""

from tests.contract.modal.suites import claims_of
from tests.contract.runners import test_go as suite

pytestmark = suite.pytestmark
globals().update(
    claims_of(
        suite,
        but=frozenset(
            {
                "test_any_package_and_spelling_is_called",
                "test_arguments_and_results_take_the_shapes_of_their_types",
                "test_a_returned_error_is_raised_with_what_it_wraps",
                "test_a_name_that_only_looks_like_an_error_value_does_no_harm",
                "test_code_that_does_not_compile_says_so_once",
                "test_what_is_no_result_is_raised_with_a_helpful_word",
                "test_arguments_that_do_not_fit_are_told",
            }
        ),
    )
)
