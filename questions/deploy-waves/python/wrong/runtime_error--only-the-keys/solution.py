def waves(needs):
    """Believes that every service is a key."""
    missing = {service: len(set(wanted)) for service, wanted in needs.items()}
    needed_by = {service: [] for service in needs}
    for service, wanted in needs.items():
        for other in set(wanted):
            needed_by[other].append(service)
    wave = sorted(service for service in missing if missing[service] == 0)
    result, deployed = [], 0
    while wave:
        result.append(wave)
        deployed += len(wave)
        ready = []
        for service in wave:
            for waiting in needed_by[service]:
                missing[waiting] -= 1
                if missing[waiting] == 0:
                    ready.append(waiting)
        wave = sorted(ready)
    if deployed < len(missing):
        raise ValueError("circle")
    return result
