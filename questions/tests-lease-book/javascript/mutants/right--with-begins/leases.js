/** Remembers when each lease began, and cleans up late. */
export class LeaseBook {
  length;
  owners = {};
  begins = {};

  constructor(seconds) {
    if (seconds <= 0) {
      throw new Error(`${seconds} seconds`);
    }
    this.length = seconds;
  }

  /** Take a lease, or begin one's own anew; returns whether that worked. */
  acquire(name, owner, now) {
    const free = this.holder(name, now) === '';
    if (free) {
      this.owners[name] = owner;
      this.begins[name] = now;
    }
    return free || this.renew(name, owner, now);
  }

  /** Begin one's own lease anew; returns whether that worked. */
  renew(name, owner, now) {
    const works = this.holder(name, now) === owner;
    if (works) {
      this.begins[name] = now;
    }
    return works;
  }

  /** End the owner's lease, if it is hers. */
  release(name, owner) {
    if (this.owners[name] === owner) {
      delete this.owners[name];
    }
  }

  /** The owner, or '' when the name is free. */
  holder(name, now) {
    if (name in this.owners && now - this.begins[name] >= this.length) {
      delete this.owners[name];
    }
    return this.owners[name] ?? '';
  }
}
