/** Who holds which name, and until when. */
export class LeaseBook {
  private seconds: number;
  private leases = new Map<string, { owner: string; end: number }>();

  constructor(seconds: number) {
    if (seconds < 1) {
      throw new RangeError('a lease lasts at least a second');
    }
    this.seconds = seconds;
  }

  /** Take a lease, or begin one's own anew; returns whether that worked. */
  acquire(name: string, owner: string, now: number): boolean {
    if (!['', owner].includes(this.holder(name, now))) {
      return false;
    }
    for (const [other, lease] of [...this.leases]) {
      if (lease.owner === owner) {
        this.leases.delete(other);
      }
    }
    this.leases.set(name, { owner, end: now + this.seconds });
    return true;
  }

  /** Begin one's own lease anew; returns whether that worked. */
  renew(name: string, owner: string, now: number): boolean {
    if (this.holder(name, now) !== owner) {
      return false;
    }
    this.leases.set(name, { owner, end: now + this.seconds });
    return true;
  }

  /** End the owner's lease, if it is hers. */
  release(name: string, owner: string): void {
    if (this.leases.get(name)?.owner === owner) {
      this.leases.delete(name);
    }
  }

  /** The owner, or '' when the name is free. */
  holder(name: string, now: number): string {
    const lease = this.leases.get(name);
    return lease !== undefined && now < lease.end ? lease.owner : '';
  }
}
