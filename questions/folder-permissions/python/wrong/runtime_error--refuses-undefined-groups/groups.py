class Groups:
    """Refuses members that are groups and not defined."""

    def __init__(self, groups):
        self._containing = {}
        for name, members in groups.items():
            for member in members:
                if member.startswith("@") and member[1:] not in groups:
                    raise ValueError(f"{member} is not defined")
                self._containing.setdefault(member, []).append(f"@{name}")

    def of(self, person):
        """The groups of a person, each written as "@name"."""
        found, waiting = set(), [person]
        while waiting:
            for group in self._containing.get(waiting.pop(), []):
                if group not in found:
                    found.add(group)
                    waiting.append(group)
        return found
