type Change = [second: number, priceCents: number];

/** Rounds every line by itself. */
export function prorate(cycleS: number, changes: Change[]): number[] {
  check(cycleS, changes);
  return changes.map(([second, price], i) => {
    const end = i + 1 < changes.length ? changes[i + 1][0] : cycleS;
    return Math.round((price * (end - second)) / cycleS);
  });
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
