from words import words


def parse(text):
    """Read a query. So far it is the list of its words."""
    return words(text)
