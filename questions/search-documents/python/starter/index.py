from words import words


class Index:
    """Knows which articles have which words."""

    def __init__(self, articles):
        self._articles = [set(words(article)) for article in articles]

    def find(self, query):
        """The numbers of the articles that fit. So far they have all words of the query."""
        return [number for number, found in enumerate(self._articles) if found.issuperset(query)]
