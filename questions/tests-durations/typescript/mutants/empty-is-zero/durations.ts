const UNITS = new Map([['d', 86_400], ['h', 3_600], ['m', 60], ['s', 1]]);

/** Read a duration such as "1h30m"; throws an Error for anything else. */
export function seconds(text: string): number {
  let total = 0;
  let number = '';
  let smallest = Infinity;
  for (const letter of text.trim()) {
    if ('0123456789'.includes(letter)) {
      number += letter;
      continue;
    }
    const unit = UNITS.get(letter);
    if (unit === undefined || number === '') {
      throw new Error(`"${text}" is no duration`);
    }
    if (unit >= smallest) {
      throw new Error(`the units of "${text}" are out of order`);
    }
    total += Number(number) * unit;
    number = '';
    smallest = unit;
  }
  if (number !== '') {
    throw new Error(`"${text}" does not end with a unit`);
  }
  return total;
}
