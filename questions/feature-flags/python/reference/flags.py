from bucket import bucket


class FlagSet:
    """The flags of one service, checked once and asked often."""

    def __init__(self, flags):
        self._flags = {flag["name"]: flag for flag in flags}
        self._allow = {flag["name"]: set(flag["allow"]) for flag in flags}
        self._deny = {flag["name"]: set(flag["deny"]) for flag in flags}
        done = set()
        for name in self._flags:
            self._refuse_circles(name, set(), done)

    def is_on(self, name, user):
        """Whether the user gets the feature."""
        return self._decide(name, user, {})

    def _decide(self, name, user, known):
        if name not in known:
            known[name] = self._by_rules(name, user, known)
        return known[name]

    def _by_rules(self, name, user, known):
        flag = self._flags.get(name)
        if flag is None or not flag["on"] or user in self._deny[name]:
            return False
        if not all(self._decide(need, user, known) for need in flag["needs"]):
            return False
        return user in self._allow[name] or bucket(name, user) < flag["percent"]

    def _refuse_circles(self, name, path, done):
        if name in done or name not in self._flags:
            return
        if name in path:
            raise ValueError(f"{name} needs itself")
        path.add(name)
        for need in self._flags[name]["needs"]:
            self._refuse_circles(need, path, done)
        path.remove(name)
        done.add(name)

# interviewlm-canary-464edd50b6
