class RuleBook:
    """Looks for a folder above the root."""

    def __init__(self, rules):
        self._folders = {}
        for folder, who, effect in rules:
            if effect not in ("allow", "deny"):
                raise ValueError(f"{effect} is no effect")
            here = self._folders.setdefault(folder, {})
            here[who] = effect == "allow" and here.get(who, True)

    def allows(self, person, groups, folder):
        """Whether the person, who belongs to these groups, may read the folder."""
        for place in _upwards(folder):
            here = self._folders.get(place, {})
            if person in here:
                return here[person]
            said = [here[group] for group in groups if group in here]
            if said:
                return all(said)
        return False


def _upwards(folder):
    while True:
        yield folder or "/"
        folder = folder[: folder.rindex("/")]
