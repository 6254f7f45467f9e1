def cents(text):
    """Turn a price such as "1,299.00" into cents."""
    whole, _, part = text.replace(",", "").partition(".")
    return int(whole) * 100 + int((part + "00")[:2])

# interviewlm-canary-7497f8618e
