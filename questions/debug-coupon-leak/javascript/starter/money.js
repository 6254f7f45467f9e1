/** Turn a price such as "1,299.00" into cents. */
export function cents(text) {
  return Math.trunc(Number(text.replaceAll(',', '')) * 100);
}
