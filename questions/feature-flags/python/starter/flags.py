class FlagSet:
    """The flags of one service. So far a flag is only on or off."""

    def __init__(self, flags):
        self._flags = {flag["name"]: flag for flag in flags}

    def is_on(self, name, user):
        """Whether the user gets the feature."""
        flag = self._flags.get(name)
        return flag is not None and flag["on"]
