from words import words


class Index:
    """Reads every article again for each query."""

    def __init__(self, articles):
        self._articles = articles

    def find(self, query):
        """The numbers of the articles that fit."""
        return [number for number, article in enumerate(self._articles) if _fits(query, words(article))]


def _fits(query, found):
    kind, parts = query
    if kind == "phrase":
        return any(found[at : at + len(parts)] == parts for at in range(len(found)))
    if kind == "not":
        return not _fits(parts, found)
    fits = [_fits(part, found) for part in parts]
    return any(fits) if kind == "or" else all(fits)
