import { Waiters } from './waiters';

export type Note = [number, string, string];

/** Lends connections and writes down what happens. */
export class Pool {
  log: Note[] = [];
  private free: number;
  private holders = new Set<string>();
  private waiters: Waiters;

  constructor(size: number, patience: number) {
    this.free = size;
    this.waiters = new Waiters(patience);
  }

  /** Take a connection, or wait for one. */
  borrow(now: number, who: string): void {
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
  give(now: number, who: string): void {
    this.end(now, who, 'gave');
  }

  /** Leave a broken connection behind; a new one takes its place. */
  fail(now: number, who: string): void {
    this.end(now, who, 'failed');
  }

  private end(now: number, who: string, what: string): void {
    this.letTimePass(now);
    if (!this.holders.delete(who)) {
      throw new Error(`${who} holds nothing`);
    }
    this.log.push([now, who, what]);
    this.free += 1;
    this.serve(now);
  }

  private serve(now: number): void {
    const who = this.waiters.next();
    if (who !== undefined) {
      this.handOver(now, who);
    }
  }

  private handOver(now: number, who: string): void {
    this.free -= 1;
    this.holders.add(who);
    this.log.push([now, who, 'got']);
  }

  private letTimePass(now: number): void {
    for (const { time, who } of this.waiters.gone(now)) {
      this.log.push([time, who, 'gave up']);
    }
  }
}

// interviewlm-canary-b649b0d0ea
