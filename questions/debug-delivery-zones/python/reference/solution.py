from positions import parse
from zones import contains


def assign(zones, orders):
    """Find the zone of each order."""
    found = []
    known = {}
    for text in orders:
        order, lat, lon = parse(text)
        place = (lat, lon)
        if place not in known:
            known[place] = _zone_at(zones, lat, lon)
        found.append([order, known[place]])
    return found


def _zone_at(zones, lat, lon):
    for zone in zones:
        if contains(zone, lat, lon):
            return zone["name"]
    return "none"

# interviewlm-canary-6238a72bc8
