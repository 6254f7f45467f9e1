from collections import deque

from errors import Expired, OutOfStock, UnknownItem, UnknownOrder


class Warehouse:
    """Holds goods for orders, with a queue of the holds by their end."""

    def __init__(self, stock, hold):
        self._free = dict(stock)
        self._hold = hold
        self._held = {}
        self._ends = deque()
        self._expired = set()

    def reserve(self, time, order, items):
        """Hold the items; raises UnknownItem, OutOfStock."""
        self._expire(time)
        for item in items:
            if item not in self._free:
                raise UnknownItem(item)
        if any(self._free[item] < count for item, count in items.items()):
            raise OutOfStock(order)
        for item, count in items.items():
            self._free[item] -= count
        self._held[order] = items
        self._ends.append((time + self._hold, order))

    def ship(self, time, order):
        """Send what is held for the order; raises UnknownOrder, Expired."""
        self._close(time, order)

    def cancel(self, time, order):
        """End the hold early; raises UnknownOrder, Expired."""
        self._give_back(self._close(time, order))

    def _close(self, time, order):
        self._expire(time)
        if order in self._expired:
            self._expired.remove(order)
            raise Expired(order)
        if order not in self._held:
            raise UnknownOrder(order)
        return self._held.pop(order)

    def _expire(self, time):
        while self._ends and self._ends[0][0] <= time:
            _, order = self._ends.popleft()
            if order in self._held:
                self._give_back(self._held.pop(order))
                self._expired.add(order)

    def _give_back(self, items):
        for item, count in items.items():
            self._free[item] += count

# interviewlm-canary-36fb2b88ee
