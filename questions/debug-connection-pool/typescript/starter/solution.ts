import { type Note, Pool } from './pool';

export interface Event {
  time: number;
  who: string;
  what: string;
}

/**
 * Play events on a pool of connections.
 *
 * @param size number of connections
 * @param patience seconds after which somebody gives up
 * @param events list of { time, who, what }, in the order of time
 * @returns what happened as [time, who, what]; throws an Error for what makes no sense
 */
export function run(size: number, patience: number, events: Event[]): Note[] {
  const pool = new Pool(size, patience);
  for (const { time, who, what } of events) {
    if (what === 'borrow') {
      pool.borrow(time, who);
    } else if (what === 'give') {
      pool.give(time, who);
    } else {
      pool.fail(time, who);
    }
  }
  return pool.log;
}
