type Row = [reference: string, amount: string];
type Clean = [reference: string, cents: number];
interface Report {
  only_ours: [reference: string, cents: number][];
  only_theirs: [reference: string, cents: number][];
  differs: [reference: string, ourCents: number, theirCents: number][];
}

/** Looks for the partner of each row by walking through the other list. */
export function reconcile(ours: Row[], theirs: Row[]): Report {
  const left: Clean[] = [];
  const right = cleaned(theirs);
  for (const [reference, cents] of cleaned(ours)) {
    const partner = right.findIndex((row) => row[0] === reference && row[1] === cents);
    if (partner >= 0) {
      right.splice(partner, 1);
    } else {
      left.push([reference, cents]);
    }
  }
  const report: Report = { only_ours: [], only_theirs: [], differs: [] };
  for (const reference of [...new Set([...left, ...right].map((row) => row[0]))].sort()) {
    const mine = left.filter((row) => row[0] === reference).sort((a, b) => a[1] - b[1]);
    const others = right.filter((row) => row[0] === reference).sort((a, b) => a[1] - b[1]);
    if (mine.length === 1 && others.length === 1) {
      report.differs.push([reference, mine[0][1], others[0][1]]);
    } else {
      report.only_ours.push(...mine);
      report.only_theirs.push(...others);
    }
  }
  return report;
}

function cleaned(rows: Row[]): Clean[] {
  return rows.map(([reference, amount]) => [reference.trim().toUpperCase(), toCents(amount)]);
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
