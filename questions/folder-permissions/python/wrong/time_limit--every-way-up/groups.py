class Groups:
    """Follows every way from group to group, circles apart."""

    def __init__(self, groups):
        self._containing = {}
        for name, members in groups.items():
            for member in members:
                self._containing.setdefault(member, []).append(f"@{name}")

    def of(self, person):
        """The groups of a person, each written as "@name"."""
        return self._above(person, ())

    def _above(self, member, path):
        found = set()
        for group in self._containing.get(member, []):
            if group not in path:
                found |= {group} | self._above(group, (*path, group))
        return found
