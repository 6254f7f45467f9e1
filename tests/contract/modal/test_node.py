"""Cases in JavaScript and TypeScript at Modal.

A runner is one program everywhere, and what it makes of a case is proven where it is quicker. Here stays what the
sandbox has a part in: the files, what goes in and out, and every end by force.
"""

from tests.contract.modal.suites import claims_of
from tests.contract.runners import test_node as suite

pytestmark = suite.pytestmark
globals().update(
    claims_of(
        suite,
        but=frozenset(
            {
                "test_every_way_to_export_a_function_is_found",
                "test_a_name_with_underscores_is_found_in_camel_case",
                "test_numbers_beyond_doubles_come_and_go_exactly",
                "test_a_result_is_what_json_can_say",
                "test_nothing_returned_is_null",
                "test_code_that_does_not_load_says_so_once",
                "test_what_is_no_result_is_raised_with_a_helpful_word",
            }
        ),
    )
)
