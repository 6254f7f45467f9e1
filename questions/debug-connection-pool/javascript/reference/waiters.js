/** The line of those who wait. */
export class Waiters {
  patience;
  line = [];
  names = new Set();

  constructor(patience) {
    this.patience = patience;
  }

  /** Whether somebody waits. */
  has(who) {
    return this.names.has(who);
  }

  /** Begin to wait. */
  add(now, who) {
    this.line.push({ since: now, who });
    this.names.add(who);
  }

  /** Take the one whose turn it is out of the line; undefined when nobody waits. */
  next() {
    return this.line.length > 0 ? this.leave().who : undefined;
  }

  /** Take those out of the line who have given up by now. */
  gone(now) {
    const gone = [];
    while (this.line.length > 0 && this.line[0].since + this.patience <= now) {
      const { since, who } = this.leave();
      gone.push({ time: since + this.patience, who });
    }
    return gone;
  }

  leave() {
    const waiter = this.line.shift();
    this.names.delete(waiter.who);
    return waiter;
  }
}

// interviewlm-canary-b649b0d0ea
