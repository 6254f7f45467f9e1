UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def seconds(text):
    """Read a duration such as "1h30m"; raises ValueError for anything else."""
    total, number, smallest = 0, "", None
    for letter in text.strip():
        if letter in "0123456789":
            number += letter
            continue
        if letter not in UNITS or not number:
            raise ValueError(f"{text!r} is no duration")
        if smallest is not None and UNITS[letter] >= smallest:
            raise ValueError(f"the units of {text!r} are out of order")
        total += int(number) * UNITS[letter]
        number, smallest = "", UNITS[letter]
    if number or smallest is None:
        raise ValueError(f"{text!r} does not end with a unit")
    return total
