import { readFileSync } from 'node:fs';

/** Read heartbeats from standard input and print which services were down. */
function main(): void {
  const lines = readFileSync(0, 'utf8').split('\n');
  const timeout = Number(lines[0].split(' ')[1]);
  const until = Number(lines[1].split(' ')[1]);
  console.log(`${lines.length - 2} lines, timeout ${timeout}, until ${until}`);
}

main();
