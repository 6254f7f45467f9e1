/** Exact now, but it does not read commas. */
export function cents(text: string): number {
  return Number(BigInt(text.replace('.', '')));
}
