from decimal import Decimal


def cents(text):
    """Exact now, but Decimal does not read commas."""
    return int(Decimal(text) * 100)
