import { Heap } from './heap.js';

/** Jobs that wait for the worker. */
export class Backlog {
  heap = new Heap(compare);

  /** Let a job wait until `readyAt`. */
  add(job, readyAt) {
    this.heap.push({ readyAt, job });
  }

  /** The job to run at `now`; undefined when none is ready. */
  take(now) {
    const first = this.heap.peek();
    if (first === undefined || first.readyAt > now) {
      return undefined;
    }
    return this.heap.pop()?.job;
  }

  /** When the next job becomes ready; undefined when nothing waits. */
  nextTime() {
    let soonest;
    for (const { readyAt } of this.heap) {
      soonest = Math.min(soonest ?? readyAt, readyAt);
    }
    return soonest;
  }
}

function compare(a, b) {
  const order = a.job.priority - b.job.priority || a.readyAt - b.readyAt;
  if (order === 0) {
    throw new Error(`${a.job.name} cannot be compared with ${b.job.name}`);
  }
  return order;
}
