/** Evicts until nothing is left when one entry is larger than the cache. */
export function simulate(capacity, operations) {
  const cache = new Cache(capacity);
  const answers = [];
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
  capacity;
  used = 0;
  entries = new Map();

  constructor(capacity) {
    this.capacity = capacity;
  }

  get(now, key) {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.expires <= now) {
      return false;
    }
    this.entries.delete(key);
    this.entries.set(key, entry);
    return true;
  }

  put(now, entry) {
    for (const [key, other] of [...this.entries]) {
      if (other.expires <= now || key === entry.key) {
        this.drop(other);
      }
    }
    while (this.used + entry.size > this.capacity) {
      const oldest = this.entries.values().next().value;
      this.drop(oldest);
    }
    this.entries.set(entry.key, entry);
    this.used += entry.size;
  }

  drop(entry) {
    this.entries.delete(entry.key);
    this.used -= entry.size;
  }
}
