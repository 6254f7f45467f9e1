def waves(needs):
    """Put services into deployment waves, each as early as possible."""
    missing = {}
    needed_by = {}
    for service, wanted in needs.items():
        missing.setdefault(service, 0)
        for other in set(wanted):
            missing.setdefault(other, 0)
            missing[service] += 1
            needed_by.setdefault(other, []).append(service)
    wave = sorted(service for service, count in missing.items() if count == 0)
    result = []
    deployed = 0
    while wave:
        result.append(wave)
        deployed += len(wave)
        ready = []
        for service in wave:
            for waiting in needed_by.get(service, ()):
                missing[waiting] -= 1
                if missing[waiting] == 0:
                    ready.append(waiting)
        wave = sorted(ready)
    if deployed < len(missing):
        raise ValueError("services wait for each other")
    return result

# interviewlm-canary-a603f461ca
