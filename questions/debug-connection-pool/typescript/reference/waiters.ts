interface Waiter {
  since: number;
  who: string;
}

/** The line of those who wait. */
export class Waiters {
  private patience: number;
  private line: Waiter[] = [];
  private names = new Set<string>();

  constructor(patience: number) {
    this.patience = patience;
  }

  /** Whether somebody waits. */
  has(who: string): boolean {
    return this.names.has(who);
  }

  /** Begin to wait. */
  add(now: number, who: string): void {
    this.line.push({ since: now, who });
    this.names.add(who);
  }

  /** Take the one whose turn it is out of the line; undefined when nobody waits. */
  next(): string | undefined {
    return this.line.length > 0 ? this.leave().who : undefined;
  }

  /** Take those out of the line who have given up by now. */
  gone(now: number): { time: number; who: string }[] {
    const gone: { time: number; who: string }[] = [];
    while (this.line.length > 0 && this.line[0].since + this.patience <= now) {
      const { since, who } = this.leave();
      gone.push({ time: since + this.patience, who });
    }
    return gone;
  }

  private leave(): Waiter {
    const waiter = this.line.shift()!;
    this.names.delete(waiter.who);
    return waiter;
  }
}

// interviewlm-canary-b649b0d0ea
