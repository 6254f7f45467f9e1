import { Waiters } from './waiters';

/** Lends connections and writes down what happens. */
export class Pool {
  log = [];
  free;
  holders = new Set();
  waiters;

  constructor(size, patience) {
    this.free = size;
    this.waiters = new Waiters(patience);
  }

  /** Take a connection, or wait for one. */
  borrow(now, who) {
    this.letTimePass(now);
    if (this.holders.has(who) || this.waiters.has(who)) {
      throw new Error(`${who} holds or waits already`);
    }
    if (this.free > 0) {
      this.handOver(now, who);
    } else {
      this.waiters.add(now, who);
      this.log.push([now, who, 'waits']);
    }
  }

  /** Give a connection back. */
  give(now, who) {
    this.end(now, who, 'gave');
  }

  /** Leave a broken connection behind; a new one takes its place. */
  fail(now, who) {
    this.end(now, who, 'failed');
  }

  end(now, who, what) {
    this.letTimePass(now);
    if (!this.holders.delete(who)) {
      throw new Error(`${who} holds nothing`);
    }
    this.log.push([now, who, what]);
    this.free += 1;
    this.serve(now);
  }

  serve(now) {
    const who = this.waiters.next();
    if (who !== undefined) {
      this.handOver(now, who);
    }
  }

  handOver(now, who) {
    this.free -= 1;
    this.holders.add(who);
    this.log.push([now, who, 'got']);
  }

  letTimePass(now) {
    for (const { time, who } of this.waiters.gone(now)) {
      this.log.push([time, who, 'gave up']);
    }
  }
}

// interviewlm-canary-b649b0d0ea
