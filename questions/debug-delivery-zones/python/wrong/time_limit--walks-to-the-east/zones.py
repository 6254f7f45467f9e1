def contains(zone, lat, lon):
    """Walks from the west border to the east."""
    here = zone["west"]
    while here != zone["east"] and here != lon:
        here = here + 1 if here < 179_999 else -180_000
    return here != zone["east"] and zone["south"] <= lat < zone["north"]
