def contains(zone, lat, lon):
    """Whether a place lies in the zone; the east and north borders do not belong to it."""
    return zone["south"] <= lat < zone["north"] and zone["west"] <= lon < zone["east"]
