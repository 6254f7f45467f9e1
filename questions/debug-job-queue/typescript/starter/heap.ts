/** A binary heap: the smallest item, by `compare`, comes out first. */
export class Heap<T> {
  private readonly compare: (a: T, b: T) => number;
  private readonly items: T[] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.compare = compare;
  }

  /** The smallest item; undefined when there is none. */
  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    let at = this.items.length;
    this.items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.compare(this.items[parent], item) <= 0) {
        break;
      }
      this.items[at] = this.items[parent];
      at = parent;
    }
    this.items[at] = item;
  }

  /** Take the smallest item out; undefined when there is none. */
  pop(): T | undefined {
    const smallest = this.items[0];
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) {
      return smallest;
    }
    let at = 0;
    for (let child = 1; child < this.items.length; child = 2 * at + 1) {
      if (child + 1 < this.items.length && this.compare(this.items[child + 1], this.items[child]) < 0) {
        child += 1;
      }
      if (this.compare(last, this.items[child]) <= 0) {
        break;
      }
      this.items[at] = this.items[child];
      at = child;
    }
    this.items[at] = last;
    return smallest;
  }

  /** All items, in no order. */
  [Symbol.iterator](): Iterator<T> {
    return this.items.values();
  }
}
