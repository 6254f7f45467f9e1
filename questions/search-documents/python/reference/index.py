from words import words


class Index:
    """Knows in which articles, and at which places, each word stands."""

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
        numbers = set(places[0]).intersection(*places[1:])
        return {number for number in numbers if _in_order([place[number] for place in places])}


def _in_order(places):
    return any(all(first + step in there for step, there in enumerate(places)) for first in places[0])

# interviewlm-canary-0a158a6b32
