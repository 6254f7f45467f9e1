class Warehouse:
    """Holds goods for orders. So far it forgets to count."""

    def __init__(self, stock, hold):
        self._free = dict(stock)
        self._hold = hold

    def reserve(self, time, order, items):
        """Hold the items; raises UnknownItem, OutOfStock."""

    def ship(self, time, order):
        """Send what is held for the order; raises UnknownOrder, Expired."""

    def cancel(self, time, order):
        """End the hold early; raises UnknownOrder, Expired."""
