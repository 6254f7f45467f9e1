/** Searches and sorts all ready jobs at every tick. */
export class Backlog {
  entries = [];

  add(job, readyAt) {
    this.entries.push({ readyAt, job });
  }

  take(now) {
    const [best] = this.entries
      .filter(({ readyAt }) => readyAt <= now)
      .sort((a, b) => a.job.priority - b.job.priority || a.readyAt - b.readyAt || (a.job.name < b.job.name ? -1 : 1));
    this.entries = this.entries.filter((entry) => entry !== best);
    return best?.job;
  }

  nextTime() {
    return this.entries.map(({ readyAt }) => readyAt).sort((a, b) => a - b)[0];
  }
}
