class Groups:
    """Who belongs to which groups. So far only those count that name a person directly."""

    def __init__(self, groups):
        self._groups = groups

    def of(self, person):
        """The groups of a person, each written as "@name"."""
        return {f"@{name}" for name, members in self._groups.items() if person in members}
