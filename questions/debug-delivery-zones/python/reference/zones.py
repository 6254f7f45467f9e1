def contains(zone, lat, lon):
    """Whether a place lies in the zone; the east and north borders do not belong to it."""
    if not zone["south"] <= lat < zone["north"]:
        return False
    if zone["west"] <= zone["east"]:
        return zone["west"] <= lon < zone["east"]
    return lon >= zone["west"] or lon < zone["east"]

# interviewlm-canary-6238a72bc8
