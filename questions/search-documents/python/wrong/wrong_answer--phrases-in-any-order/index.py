from words import words


class Index:
    """Takes a phrase for a row of words."""

    def __init__(self, articles):
        self._all = set(range(len(articles)))
        self._places = {}
        for number, article in enumerate(articles):
            for place, word in enumerate(words(article)):
                self._places.setdefault(word, {}).setdefault(number, set()).add(place)

    def find(self, query):
        """The numbers of the articles that fit."""
        kind, parts = query
        if kind == "phrase":
            return self._with_phrase(parts)
        if kind == "not":
            return self._all - self.find(parts)
        found = [self.find(part) for part in parts]
        return set().union(*found) if kind == "or" else set.intersection(*found)

    def _with_phrase(self, phrase):
        places = [self._places.get(word, {}) for word in phrase]
        return set(places[0]).intersection(*places[1:])
