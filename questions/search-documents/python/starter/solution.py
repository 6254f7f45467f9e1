from index import Index
from query import parse


def search(articles, queries):
    """Find articles.

    articles: list of texts. queries: list of texts.
    Returns the numbers of the articles that fit, for each query; raises ValueError for a query that cannot be read.
    """
    index = Index(articles)
    return [sorted(index.find(parse(query))) for query in queries]
