/** Holds goods for orders. So far it forgets to count. */
export class Warehouse {
  free;
  hold;

  constructor(stock, hold) {
    this.free = new Map(Object.entries(stock));
    this.hold = hold;
  }

  /** Hold the items; throws UnknownItem, OutOfStock. */
  reserve(time, order, items) {}

  /** Send what is held for the order; throws UnknownOrder, Expired. */
  ship(time, order) {}

  /** End the hold early; throws UnknownOrder, Expired. */
  cancel(time, order) {}
}
