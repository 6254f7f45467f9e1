def waves(needs):
    """Counts a need twice when the list names it twice, and takes the service for part of a circle."""
    services = set(needs) | {other for wanted in needs.values() for other in wanted}
    missing = {service: len(needs.get(service, [])) for service in services}
    needed_by = {service: set() for service in services}
    for service, wanted in needs.items():
        for other in wanted:
            needed_by[other].add(service)
    wave = sorted(service for service in services if not missing[service])
    result, deployed = [], 0
    while wave:
        result.append(wave)
        deployed += len(wave)
        ready = []
        for service in wave:
            for waiting in needed_by[service]:
                missing[waiting] -= 1
                if not missing[waiting]:
                    ready.append(waiting)
        wave = sorted(ready)
    return result
