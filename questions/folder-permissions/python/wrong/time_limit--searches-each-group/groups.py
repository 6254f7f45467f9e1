class Groups:
    """Searches each group for the person, from the top."""

    def __init__(self, groups):
        self._groups = groups

    def of(self, person):
        """The groups of a person, each written as "@name"."""
        return {f"@{name}" for name in self._groups if self._contains(name, person, ())}

    def _contains(self, name, person, path):
        members = self._groups.get(name, [])
        if name in path:
            return False
        below = [member[1:] for member in members if member.startswith("@")]
        return person in members or any(self._contains(one, person, (*path, name)) for one in below)
