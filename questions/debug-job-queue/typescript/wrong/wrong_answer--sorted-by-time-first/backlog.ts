import { Heap } from './heap';
import type { Job } from './job';

interface Entry {
  readyAt: number;
  job: Job;
}

/** Jobs sorted by time first, so that priorities hardly matter any more. */
export class Backlog {
  private readonly heap = new Heap<Entry>(compare);

  /** Let a job wait until `readyAt`. */
  add(job: Job, readyAt: number): void {
    this.heap.push({ readyAt, job });
  }

  /** The job to run at `now`; undefined when none is ready. */
  take(now: number): Job | undefined {
    const first = this.heap.peek();
    if (first === undefined || first.readyAt > now) {
      return undefined;
    }
    return this.heap.pop()?.job;
  }

  /** When the next job becomes ready; undefined when nothing waits. */
  nextTime(): number | undefined {
    return this.heap.peek()?.readyAt;
  }
}

function compare(a: Entry, b: Entry): number {
  return a.readyAt - b.readyAt || a.job.priority - b.job.priority || (a.job.name < b.job.name ? -1 : 1);
}
