from collections import deque

from errors import Expired, OutOfStock, UnknownItem, UnknownOrder


class Warehouse:
    """Adds up what all orders hold at each reservation."""

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
        for item, count in items.items():
            if self._free[item] - sum(one.get(item, 0) for one in self._held.values()) < count:
                raise OutOfStock(order)
        self._held[order] = items
        self._ends.append((time + self._hold, order))

    def ship(self, time, order):
        """Send what is held for the order; raises UnknownOrder, Expired."""
        for item, count in self._close(time, order).items():
            self._free[item] -= count

    def cancel(self, time, order):
        """End the hold early; raises UnknownOrder, Expired."""
        self._close(time, order)

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
                del self._held[order]
                self._expired.add(order)
