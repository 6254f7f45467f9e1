import { Heap } from './heap';
import type { Job } from './job';

interface Entry {
  readyAt: number;
  job: Job;
}

/** Jobs that wait for the worker. */
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
    let soonest: number | undefined;
    for (const { readyAt } of this.heap) {
      soonest = Math.min(soonest ?? readyAt, readyAt);
    }
    return soonest;
  }
}

function compare(a: Entry, b: Entry): number {
  const order = a.job.priority - b.job.priority || a.readyAt - b.readyAt;
  if (order === 0) {
    throw new Error(`${a.job.name} cannot be compared with ${b.job.name}`);
  }
  return order;
}
