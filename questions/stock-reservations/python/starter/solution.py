from errors import Expired, OutOfStock
from warehouse import Warehouse


def settle(stock, hold, events):
    """Tell a warehouse one event after the other.

    stock: dict from item to count. hold: seconds that goods are held.
    events: list of {"time", "what", "order", "items"}, in the order of time.
    Returns a text for each event; raises UnknownItem and UnknownOrder.
    """
    warehouse = Warehouse(stock, hold)
    return [_settle_one(warehouse, event) for event in events]


def _settle_one(warehouse, event):
    time, order = event["time"], event["order"]
    try:
        if event["what"] == "reserve":
            warehouse.reserve(time, order, event["items"])
            return "reserved"
        if event["what"] == "ship":
            warehouse.ship(time, order)
            return "shipped"
        warehouse.cancel(time, order)
        return "cancelled"
    except OutOfStock:
        return "out of stock"
    except Expired:
        return "expired"
