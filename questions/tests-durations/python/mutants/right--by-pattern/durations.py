import re

PATTERN = re.compile(r"(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?")


def seconds(text):
    """Read a duration such as "1h30m"; raises ValueError for anything else."""
    match = PATTERN.fullmatch(text.strip())
    if match is None or not match.group():
        raise ValueError(f"not a duration: {text!r}")
    days, hours, minutes, rest = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest
