def contains(zone, lat, lon):
    """Puts the borders in order first."""
    if not zone["south"] <= lat < zone["north"]:
        return False
    west, east = sorted((zone["west"], zone["east"]))
    return west <= lon < east
