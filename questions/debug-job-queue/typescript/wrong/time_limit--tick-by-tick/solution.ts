import { Backlog } from './backlog';
import { readyAgain } from './backoff';
import type { Job } from './job';

type Happening = [tick: number, name: string, what: 'ok' | 'retry' | 'dead'];

/** Lets the worker look at every tick whether a job is ready. */
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
  while (backlog.nextTime() !== undefined) {
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
