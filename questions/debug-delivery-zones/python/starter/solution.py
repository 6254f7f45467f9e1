from positions import parse
from zones import contains


def assign(zones, orders):
    """Find the zone of each order.

    zones: list of {"name", "west", "south", "east", "north"} in thousandths of a degree.
    orders: list of texts "ID;LATITUDE;LONGITUDE".
    Returns [ID, zone] for each; raises ValueError for a place that is none.
    """
    found = []
    known = {}
    for text in orders:
        order, lat, lon = parse(text)
        place = (lat // 1000, lon // 1000)
        if place not in known:
            known[place] = _zone_at(zones, lat, lon)
        found.append([order, known[place]])
    return found


def _zone_at(zones, lat, lon):
    for zone in zones:
        if contains(zone, lat, lon):
            return zone["name"]
    return "none"
