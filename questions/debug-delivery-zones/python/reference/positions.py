def parse(text):
    """Read "ID;LATITUDE;LONGITUDE"; latitude and longitude become thousandths of a degree."""
    order, lat, lon = text.split(";")
    lat, lon = thousandths(lat), thousandths(lon)
    if abs(lat) > 90_000 or abs(lon) > 180_000:
        raise ValueError(f"{text} is no place on earth")
    return order, lat, -180_000 if lon == 180_000 else lon


def thousandths(text):
    """Turn "-17.5" into -17500."""
    whole, _, decimals = text.removeprefix("-").partition(".")
    size = int(whole) * 1000 + int((decimals + "000")[:3])
    return -size if text.startswith("-") else size

# interviewlm-canary-6238a72bc8
