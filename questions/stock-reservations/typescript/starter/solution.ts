import { Expired, OutOfStock } from './errors';
import { Warehouse } from './warehouse';

export interface Event {
  time: number;
  what: string;
  order: string;
  items: Record<string, number>;
}

/**
 * Tell a warehouse one event after the other.
 *
 * @param stock an object from item to count
 * @param hold seconds that goods are held
 * @param events list of { time, what, order, items }, in the order of time
 * @returns a text for each event; throws UnknownItem and UnknownOrder
 */
export function settle(stock: Record<string, number>, hold: number, events: Event[]): string[] {
  const warehouse = new Warehouse(stock, hold);
  return events.map((event) => settleOne(warehouse, event));
}

function settleOne(warehouse: Warehouse, event: Event): string {
  try {
    if (event.what === 'reserve') {
      warehouse.reserve(event.time, event.order, event.items);
      return 'reserved';
    }
    if (event.what === 'ship') {
      warehouse.ship(event.time, event.order);
      return 'shipped';
    }
    warehouse.cancel(event.time, event.order);
    return 'cancelled';
  } catch (error) {
    if (error instanceof OutOfStock) {
      return 'out of stock';
    }
    if (error instanceof Expired) {
      return 'expired';
    }
    throw error;
  }
}
