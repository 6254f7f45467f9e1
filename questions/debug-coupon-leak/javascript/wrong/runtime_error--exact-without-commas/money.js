/** Exact now, but it does not read commas. */
export function cents(text) {
  return Number(BigInt(text.replace('.', '')));
}
