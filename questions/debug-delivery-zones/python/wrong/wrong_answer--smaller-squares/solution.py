from positions import parse
from zones import contains


def assign(zones, orders):
    """Remembers zones for smaller squares."""
    found = []
    known = {}
    for text in orders:
        order, lat, lon = parse(text)
        place = (lat // 10, lon // 10)
        if place not in known:
            known[place] = _zone_at(zones, lat, lon)
        found.append([order, known[place]])
    return found


def _zone_at(zones, lat, lon):
    for zone in zones:
        if contains(zone, lat, lon):
            return zone["name"]
    return "none"
