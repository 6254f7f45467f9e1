class RuleBook:
    """Lets a deny further up win."""

    def __init__(self, rules):
        self._folders = {}
        for folder, who, effect in rules:
            if effect not in ("allow", "deny"):
                raise ValueError(f"{effect} is no effect")
            here = self._folders.setdefault(folder, {})
            here[who] = effect == "allow" and here.get(who, True)

    def allows(self, person, groups, folder):
        """Whether the person, who belongs to these groups, may read the folder."""
        said = []
        for place in _upwards(folder):
            here = self._folders.get(place, {})
            said += [here[who] for who in (person, *groups) if who in here]
        return bool(said) and all(said)


def _upwards(folder):
    while folder != "/":
        yield folder
        folder = folder[: folder.rindex("/")] or "/"
    yield "/"
