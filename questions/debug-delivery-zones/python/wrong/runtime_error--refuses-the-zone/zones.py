def contains(zone, lat, lon):
    """Refuses a zone whose west is larger than its east."""
    if not zone["south"] <= lat < zone["north"]:
        return False
    if zone["west"] <= zone["east"]:
        return zone["west"] <= lon < zone["east"]
    raise ValueError(f"west and east of {zone['name']} are mixed up")
