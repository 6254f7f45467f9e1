def contains(zone, lat, lon):
    """Looks at every point of the zone."""
    width = (zone["east"] - zone["west"]) % 360_000
    for here in range(zone["south"], zone["north"]):
        for step in range(width):
            there = (zone["west"] + step + 180_000) % 360_000 - 180_000
            if (here, there) == (lat, lon):
                return True
    return False
