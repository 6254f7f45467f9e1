type Operation = [kind: string, t: number, key: string, size: number, ttl: number];

interface Entry {
  key: string;
  size: number;
  expires: number;
}

/** Simulate a cache with a byte budget. */
export function simulate(capacity: number, operations: Operation[]): string[] {
  const cache = new Cache(capacity);
  const answers: string[] = [];
  for (const [kind, now, key, size, ttl] of operations) {
    if (kind === 'get') {
      answers.push(cache.get(now, key) ? 'hit' : 'miss');
    } else {
      if (size < 1 || ttl < 1) {
        throw new RangeError('size and ttl are at least 1');
      }
      cache.put(now, { key, size, expires: now + ttl });
    }
  }
  return answers;
}

/** Entries in order of use, oldest first, and a heap of expiries that may hold outdated ones. */
class Cache {
  private readonly capacity: number;
  private used = 0;
  private readonly entries = new Map<string, Entry>();
  private readonly expiries = new Heap();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(now: number, key: string): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.expires <= now) {
      return false;
    }
    this.entries.delete(key);
    this.entries.set(key, entry);
    return true;
  }

  put(now: number, entry: Entry): void {
    this.expire(now);
    this.drop(this.entries.get(entry.key));
    if (entry.size > this.capacity) {
      return;
    }
    for (const oldest of this.entries.values()) {
      if (this.used + entry.size <= this.capacity) {
        break;
      }
      this.drop(oldest);
    }
    this.entries.set(entry.key, entry);
    this.used += entry.size;
    this.expiries.push(entry);
  }

  private expire(now: number): void {
    for (let next = this.expiries.peek(); next !== undefined && next.expires <= now; next = this.expiries.peek()) {
      this.expiries.pop();
      this.drop(next);
    }
  }

  private drop(entry: Entry | undefined): void {
    if (entry !== undefined && this.entries.get(entry.key) === entry) {
      this.entries.delete(entry.key);
      this.used -= entry.size;
    }
  }
}

/** A binary heap: the entry that expires next is first. */
class Heap {
  private readonly items: Entry[] = [];

  peek(): Entry | undefined {
    return this.items[0];
  }

  push(entry: Entry): void {
    let at = this.items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.items[parent].expires <= entry.expires) {
        break;
      }
      this.items[at] = this.items[parent];
      at = parent;
    }
    this.items[at] = entry;
  }

  pop(): void {
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) {
      return;
    }
    let at = 0;
    for (let child = 1; child < this.items.length; child = 2 * at + 1) {
      if (child + 1 < this.items.length && this.items[child + 1].expires < this.items[child].expires) {
        child += 1;
      }
      if (this.items[child].expires >= last.expires) {
        break;
      }
      this.items[at] = this.items[child];
      at = child;
    }
    this.items[at] = last;
  }
}

// interviewlm-canary-92063310b6
