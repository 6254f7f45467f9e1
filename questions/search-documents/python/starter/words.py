import re


def words(text):
    """The words of a text in order, in lower case."""
    return re.findall(r"[a-z0-9]+", text.lower())
