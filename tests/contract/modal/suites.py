"""Takes over the claims of a suite that other backends are held by, too."""

from collections.abc import Callable
from types import ModuleType

Claim = Callable[..., object]


def claims_of(suite: ModuleType, *, but: frozenset[str] = frozenset()) -> dict[str, Claim]:
    """Every test of the suite by name, without those in `but`, which must exist."""
    found = {name: claim for name, claim in vars(suite).items() if name.startswith("test_")}
    assert found.keys() >= but, f"no longer there: {but - found.keys()}"
    kept = {name: claim for name, claim in found.items() if name not in but}
    assert kept, f"{suite.__name__} has no claims"
    return kept
