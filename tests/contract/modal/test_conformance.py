"""What every sandbox promises, promised by Modal's: the suite of all backends, run here as it stands."""

from tests.contract.sandbox import test_conformance as suite

# These make a provider of their own, of the local kind.
LOCAL_ONLY = {"test_a_read_only_folder_of_tools_is_there_for_programs"}

globals().update(
    {name: claim for name, claim in vars(suite).items() if name.startswith("test_") and name not in LOCAL_ONLY}
)


def test_the_suite_is_not_empty() -> None:
    assert len([name for name in globals() if name.startswith("test_")]) > 20
    assert vars(suite).keys() >= LOCAL_ONLY
