from flags import FlagSet


def evaluate(flags, requests):
    """Answer requests for feature flags.

    flags: list of {"name", "on", "allow", "deny", "percent", "needs"}.
    requests: list of [user, flag].
    Returns True or False for each request.
    """
    known = FlagSet(flags)
    return [known.is_on(flag, user) for user, flag in requests]
