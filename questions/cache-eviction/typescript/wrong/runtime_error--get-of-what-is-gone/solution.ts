type Operation = [kind: string, t: number, key: string, size: number, ttl: number];

interface Entry {
  key: string;
  size: number;
  expires: number;
}

/** Believes that whoever asks for a key has put it before, and that it is still there. */
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

class Cache {
  private readonly capacity: number;
  private used = 0;
  private readonly entries = new Map<string, Entry>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(now: number, key: string): boolean {
    const entry = this.entries.get(key)!;
    if (entry.expires <= now) {
      return false;
    }
    this.entries.delete(key);
    this.entries.set(key, entry);
    return true;
  }

  put(now: number, entry: Entry): void {
    for (const [key, other] of [...this.entries]) {
      if (other.expires <= now || key === entry.key) {
        this.drop(other);
      }
    }
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
  }

  private drop(entry: Entry): void {
    this.entries.delete(entry.key);
    this.used -= entry.size;
  }
}
