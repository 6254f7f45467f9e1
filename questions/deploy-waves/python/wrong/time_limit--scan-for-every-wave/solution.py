def waves(needs):
    """Looks at all waiting services again for every wave."""
    services = set(needs) | {other for wanted in needs.values() for other in wanted}
    out, result = set(), []
    while len(out) < len(services):
        wave = sorted(
            service
            for service in services
            if service not in out and all(other in out for other in needs.get(service, []))
        )
        if not wave:
            raise ValueError("circle")
        out.update(wave)
        result.append(wave)
    return result
