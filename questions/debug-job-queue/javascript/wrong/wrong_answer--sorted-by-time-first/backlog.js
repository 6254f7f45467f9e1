import { Heap } from './heap.js';

/** Jobs sorted by time first, so that priorities hardly matter any more. */
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
    return this.heap.peek()?.readyAt;
  }
}

function compare(a, b) {
  return a.readyAt - b.readyAt || a.job.priority - b.job.priority || (a.job.name < b.job.name ? -1 : 1);
}
