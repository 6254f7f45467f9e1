def reconcile(ours, theirs):
    """Find what does not agree between two exports.

    ours, theirs: lists of [reference, amount], both strings.
    Returns {"only_ours": [[reference, cents]], "only_theirs": [[reference, cents]],
    "differs": [[reference, our_cents, their_cents]]}, each sorted.
    """
    raise NotImplementedError
