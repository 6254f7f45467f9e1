def bucket(flag, user):
    """Put a user into one of the buckets 0 to 99; another flag, another bucket."""
    number = 7
    for letter in f"{flag}/{user}":
        number = (number * 31 + ord(letter)) % 1_000_003
    return number % 100
