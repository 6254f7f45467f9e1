def cents(text):
    """Turn a price such as "1,299.00" into cents."""
    return int(float(text.replace(",", "")) * 100)
