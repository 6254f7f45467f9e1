import { Expired, OutOfStock, UnknownItem, UnknownOrder } from './errors';

/** Holds goods for orders, with a queue of the holds by their end. */
export class Warehouse {
  free;
  hold;
  held = new Map();
  ends = [];
  over = 0;
  expired = new Set();

  constructor(stock, hold) {
    this.free = new Map(Object.entries(stock));
    this.hold = hold;
  }

  /** Hold the items; throws UnknownItem, OutOfStock. */
  reserve(time, order, items) {
    this.expire(time);
    const wanted = Object.entries(items);
    for (const [item] of wanted) {
      if (!this.free.has(item)) {
        throw new UnknownItem(item);
      }
    }
    if (wanted.some(([item, count]) => this.free.get(item) < count)) {
      throw new OutOfStock(order);
    }
    this.book(items, -1);
    this.held.set(order, items);
    this.ends.push({ end: time + this.hold, order });
  }

  /** Send what is held for the order; throws UnknownOrder, Expired. */
  ship(time, order) {
    this.close(time, order);
  }

  /** End the hold early; throws UnknownOrder, Expired. */
  cancel(time, order) {
    this.book(this.close(time, order), 1);
  }

  close(time, order) {
    this.expire(time);
    if (this.expired.delete(order)) {
      throw new Expired(order);
    }
    const items = this.held.get(order);
    if (items === undefined) {
      throw new UnknownOrder(order);
    }
    this.held.delete(order);
    return items;
  }

  expire(time) {
    while (this.over < this.ends.length && this.ends[this.over].end <= time) {
      const { order } = this.ends[this.over];
      this.over += 1;
      const items = this.held.get(order);
      if (items !== undefined) {
        this.book(items, 1);
        this.held.delete(order);
        this.expired.add(order);
      }
    }
  }

  book(items, sign) {
    for (const [item, count] of Object.entries(items)) {
      this.free.set(item, this.free.get(item) + sign * count);
    }
  }
}

// interviewlm-canary-36fb2b88ee
