type Change = [second: number, priceCents: number];

/** Walks through every second of the cycle and asks which plan is in force. */
export function prorate(cycleS: number, changes: Change[]): number[] {
  check(cycleS, changes);
  const cycle = BigInt(cycleS);
  const shares = changes.map(() => 0n);
  for (let second = 0; second < cycleS; second++) {
    const line = changes.findLastIndex(([from]) => from <= second);
    if (line >= 0) {
      shares[line] += BigInt(changes[line][1]);
    }
  }
  const lines = shares.map((share) => Number(share / cycle));
  const remainders = shares.map((share) => Number(share % cycle));
  const left = remainders.reduce((sum, remainder) => sum + remainder, 0);
  const missing = Math.floor((2 * left + cycleS) / (2 * cycleS));
  const order = [...lines.keys()].sort((a, b) => remainders[b] - remainders[a] || a - b);
  for (const i of order.slice(0, missing)) {
    lines[i] += 1;
  }
  return lines;
}

function check(cycleS: number, changes: Change[]): void {
  if (cycleS < 1) {
    throw new RangeError('the cycle is empty');
  }
  let previous = 0;
  for (const [second, price] of changes) {
    if (second < previous || second >= cycleS || price < 0) {
      throw new RangeError('a change is out of place');
    }
    previous = second;
  }
}
