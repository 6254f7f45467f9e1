type Change = [second: number, priceCents: number];

/** Bill plan changes by the second; the lines add up to the rounded total. */
export function prorate(cycleS: number, changes: Change[]): number[] {
  check(cycleS, changes);
  // A price times its seconds does not fit into a number, so all of this is done in BigInt.
  const cycle = BigInt(cycleS);
  const shares = changes.map(([second, price], i) => {
    const end = i + 1 < changes.length ? changes[i + 1][0] : cycleS;
    return BigInt(price) * BigInt(end - second);
  });
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

// interviewlm-canary-f198d585e2
