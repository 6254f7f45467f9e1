import { Heap } from './heap.js';

/** Jobs that wait for the worker: the ready ones by priority, the others by time. */
export class Backlog {
  ready = new Heap(
    (a, b) => a.job.priority - b.job.priority || a.readyAt - b.readyAt || (a.job.name < b.job.name ? -1 : 1),
  );
  waiting = new Heap((a, b) => a.readyAt - b.readyAt);

  /** Let a job wait until `readyAt`. */
  add(job, readyAt) {
    this.waiting.push({ readyAt, job });
  }

  /** The job to run at `now`; undefined when none is ready. */
  take(now) {
    for (let next = this.waiting.peek(); next !== undefined && next.readyAt <= now; next = this.waiting.peek()) {
      this.ready.push(next);
      this.waiting.pop();
    }
    return this.ready.pop()?.job;
  }

  /** When the next job becomes ready; undefined when nothing waits. */
  nextTime() {
    return (this.ready.peek() ?? this.waiting.peek())?.readyAt;
  }
}

// interviewlm-canary-389ca0d6b9
