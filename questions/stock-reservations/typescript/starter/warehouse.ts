/** Holds goods for orders. So far it forgets to count. */
export class Warehouse {
  private free: Map<string, number>;
  private hold: number;

  constructor(stock: Record<string, number>, hold: number) {
    this.free = new Map(Object.entries(stock));
    this.hold = hold;
  }

  /** Hold the items; throws UnknownItem, OutOfStock. */
  reserve(time: number, order: string, items: Record<string, number>): void {}

  /** Send what is held for the order; throws UnknownOrder, Expired. */
  ship(time: number, order: string): void {}

  /** End the hold early; throws UnknownOrder, Expired. */
  cancel(time: number, order: string): void {}
}
