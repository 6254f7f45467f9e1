"""What every sandbox's terminal promises, promised by Modal's: the suite of all backends, run here as it stands."""

from tests.contract.modal.suites import claims_of
from tests.contract.sandbox import test_terminal as suite

terminal = suite.terminal

globals().update(
    claims_of(
        suite,
        but=frozenset(
            {
                # They look into the records of the local backend, or make a provider of that kind.
                "test_nothing_is_left_of_a_closed_terminal",
                "test_a_terminal_works_under_uvloop",
                # A filter of system calls refuses it there; here the terminal is the sandbox's own, and nobody else's.
                "test_keys_cannot_be_typed_into_ones_own_terminal",
            }
        ),
    )
)
