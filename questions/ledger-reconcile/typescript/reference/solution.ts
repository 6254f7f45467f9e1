type Row = [reference: string, amount: string];
type Cents = Map<string, number[]>;
interface Report {
  only_ours: [reference: string, cents: number][];
  only_theirs: [reference: string, cents: number][];
  differs: [reference: string, ourCents: number, theirCents: number][];
}

/** Find what does not agree between two exports. */
export function reconcile(ours: Row[], theirs: Row[]): Report {
  const mine = byReference(ours);
  const others = byReference(theirs);
  const report: Report = { only_ours: [], only_theirs: [], differs: [] };
  for (const reference of [...new Set([...mine.keys(), ...others.keys()])].sort()) {
    const [left, right] = unpaired(mine.get(reference) ?? [], others.get(reference) ?? []);
    if (left.length === 1 && right.length === 1) {
      report.differs.push([reference, left[0], right[0]]);
    } else {
      left.forEach((cents) => report.only_ours.push([reference, cents]));
      right.forEach((cents) => report.only_theirs.push([reference, cents]));
    }
  }
  return report;
}

function byReference(rows: Row[]): Cents {
  const result: Cents = new Map();
  for (const [reference, amount] of rows) {
    const key = reference.trim().toUpperCase();
    const amounts = result.get(key);
    if (amounts === undefined) {
      result.set(key, [toCents(amount)]);
    } else {
      amounts.push(toCents(amount));
    }
  }
  return result;
}

/** What is left of two lists when equal amounts cancel out, in order. */
function unpaired(left: number[], right: number[]): [number[], number[]] {
  left.sort((a, b) => a - b);
  right.sort((a, b) => a - b);
  const result: [number[], number[]] = [[], []];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (j === right.length || left[i] < right[j]) {
      result[0].push(left[i++]);
    } else if (i === left.length || right[j] < left[i]) {
      result[1].push(right[j++]);
    } else {
      i++;
      j++;
    }
  }
  return result;
}

function toCents(text: string): number {
  const match = /^(?:(-?)([0-9][0-9,]*)\.([0-9]{2})|\(\s*([0-9][0-9,]*)\.([0-9]{2})\s*\))$/.exec(text.trim());
  if (match === null) {
    throw new Error(`no amount: ${text}`);
  }
  const [, minus, whole, part, negativeWhole, negativePart] = match;
  const cents = Number((whole ?? negativeWhole).replaceAll(',', '') + (part ?? negativePart));
  return (minus === '-' || whole === undefined) && cents > 0 ? -cents : cents;
}

// interviewlm-canary-a64f5bb554
