class Groups:
    """Who belongs to which groups, directly or through others."""

    def __init__(self, groups):
        self._containing = {}
        for name, members in groups.items():
            for member in members:
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

# interviewlm-canary-7f836611a1
