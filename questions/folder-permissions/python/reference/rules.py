class RuleBook:
    """What the rules say, by folder and by whom they name."""

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
    while folder != "/":
        yield folder
        folder = folder[: folder.rindex("/")] or "/"
    yield "/"

# interviewlm-canary-7f836611a1
