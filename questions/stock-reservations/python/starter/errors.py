class UnknownItem(Exception):
    """The stock does not have such an item at all."""


class UnknownOrder(Exception):
    """The order is closed or was never reserved."""


class OutOfStock(Exception):
    """There is not enough of something right now."""


class Expired(Exception):
    """The goods are no longer held."""
