import { Backlog } from './backlog.js';
import { readyAgain } from './backoff.js';

/**
 * Run all jobs on one worker.
 *
 * @param {{name: string, priority: number, ready_at: number, outcomes: string}[]} jobs
 * @returns {[number, string, string][]} [tick, name, what] for each attempt; what is 'ok', 'retry' or 'dead'
 */
export function run(jobs) {
  const backlog = new Backlog();
  for (const job of jobs) {
    if (job.priority < 0) {
      throw new RangeError('a priority is at least 0');
    }
    backlog.add({ ...job, attempt: 0 }, job.ready_at);
  }
  const history = [];
  let now = 0;
  for (let soonest = backlog.nextTime(); soonest !== undefined; soonest = backlog.nextTime()) {
    now = Math.max(now, soonest);
    const job = backlog.take(now);
    if (job === undefined) {
      now += 1;
      continue;
    }
    job.attempt += 1;
    if (job.outcomes[job.attempt - 1] === 'S') {
      history.push([now, job.name, 'ok']);
    } else {
      const again = readyAgain(now, job.attempt);
      history.push([now, job.name, again === undefined ? 'dead' : 'retry']);
      if (again !== undefined) {
        backlog.add(job, again);
      }
    }
    now += 1;
  }
  return history;
}
