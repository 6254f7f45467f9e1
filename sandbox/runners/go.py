"""Runs cases in Go: compiled once with a file of ours, then a program of its own for each call."""

from sandbox.runners.harness import Harness, HarnessRunner


class GoRunner(HarnessRunner):
    """Implements `sandbox.runners.base.Runner` for Go.

    The function is found under the name asked for, or that name as Go writes it (`merge_all`, `mergeAll`,
    `MergeAll`), exported or not, in any package. Arguments are decoded as `encoding/json` does into the types of
    its parameters. A last result of type error that is not nil counts as raised: its type is the error's type,
    and its bases are the types it wraps and the names of the package's `Err…` values that it is; a panic counts as
    raised, too. Several results are a list. A nil slice is `[]`, a nil map `{}`; bytes are numbers; integers are
    exact to 64 bits; NaN and infinities are refused as `UnusableResult`.
    """

    def __init__(self) -> None:
        super().__init__(Harness("Go", "go_harness", start_s=75))
