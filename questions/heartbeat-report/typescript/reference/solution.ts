import { readFileSync } from 'node:fs';

/** Reads heartbeats and prints which services were down. */
function main(): void {
  const lines = readFileSync(0, 'utf8').split('\n');
  const timeout = Number(lines[0].split(' ')[1]);
  const until = Number(lines[1].split(' ')[1]);
  const beats = new Map<string, number[]>();
  const badLine = read(lines, until, beats);
  if (badLine > 0) {
    console.log(`error ${badLine}`);
    return;
  }
  for (const service of [...beats.keys()].sort()) {
    const times = [...beats.get(service)!, until];
    let down = 0;
    let outages = 0;
    for (let i = 1; i < times.length; i++) {
      const gap = times[i] - times[i - 1];
      if (gap > timeout) {
        down += gap - timeout;
        outages += 1;
      }
    }
    console.log(service, down, outages);
  }
}

/** Collect the times of each service's heartbeats; returns the number of the first bad line, 0 for none. */
function read(lines: string[], until: number, beats: Map<string, number[]>): number {
  let now = 0;
  for (let i = 2; i < lines.length; i++) {
    const text = lines[i].trim();
    if (text === '' || text.startsWith('#')) {
      continue;
    }
    const words = text.split(/\s+/);
    const time = Number(words[0]);
    if (words.length !== 2 || !/^\d+$/.test(words[0]) || time < now || time > until) {
      return i + 1;
    }
    now = time;
    if (!beats.has(words[1])) {
      beats.set(words[1], []);
    }
    beats.get(words[1])!.push(time);
  }
  return 0;
}

main();

// interviewlm-canary-c2b96e7087
