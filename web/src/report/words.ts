/** A name of the protocol as people read it: `problem_solving` is "Problem solving". */
export function asWords(name: string): string {
  const words = name.replaceAll(/[_-]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Thousandths as a percentage; null is what was not observed. */
export const asPercent = (perMille: number | null): string => (perMille === null ? 'Not observed' : `${Math.round(perMille / 10)} %`)

/** Millionths of a dollar. */
export const asDollars = (microUsd: number): string => `$${(microUsd / 1_000_000).toFixed(microUsd < 1_000_000 ? 4 : 2)}`
