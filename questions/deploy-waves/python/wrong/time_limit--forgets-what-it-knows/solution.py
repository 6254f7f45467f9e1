def waves(needs):
    """Works out the wave of a service again for everybody who needs it."""
    services = set(needs) | {other for wanted in needs.values() for other in wanted}
    result = []
    for service in services:
        level = depth(service, needs, ())
        while len(result) <= level:
            result.append([])
        result[level].append(service)
    return [sorted(wave) for wave in result]


def depth(service, needs, path):
    if service in path:
        raise ValueError("circle")
    path = (*path, service)
    return 1 + max((depth(other, needs, path) for other in needs.get(service, [])), default=-1)
