class RuleBook:
    """What the rules say. So far only a rule for this person and this folder counts."""

    def __init__(self, rules):
        self._effects = {(folder, who): effect for folder, who, effect in rules}

    def allows(self, person, groups, folder):
        """Whether the person, who belongs to these groups, may read the folder."""
        return self._effects.get((folder, person)) == "allow"
