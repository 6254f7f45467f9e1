import { Backlog } from './backlog';
import { readyAgain } from './backoff';
import type { Job } from './job';

type Happening = [tick: number, name: string, what: 'ok' | 'retry' | 'dead'];

/**
 * Run all jobs on one worker.
 *
 * @returns what each attempt gave, in order
 */
export function run(jobs: Omit<Job, 'attempt'>[]): Happening[] {
  const backlog = new Backlog();
  for (const job of jobs) {
    if (job.priority < 0) {
      throw new RangeError('a priority is at least 0');
    }
    backlog.add({ ...job, attempt: 0 }, job.ready_at);
  }
  const history: Happening[] = [];
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
