import { presentableDiff } from '@codemirror/merge'

/** A stretch of a text, where it begins, and whether the other text has it, too. */
export interface Stretch {
  readonly text: string
  readonly at: number
  readonly differs: boolean
}

const LONGEST = 4096

/** JSON with one element a line where it is long, so that two values can be laid beside each other. */
export function laidOut(json: string): string {
  if (json.length <= 60) return json
  try {
    return JSON.stringify(JSON.parse(json), null, 1)
  } catch {
    return json
  }
}

/** Both texts, cut where they begin and cease to be the same. */
export function difference(expected: string, actual: string): { expected: Stretch[]; actual: Stretch[] } {
  if (expected.length > LONGEST || actual.length > LONGEST) {
    return { expected: [whole(expected, true)], actual: [whole(actual, true)] }
  }
  const changes = presentableDiff(expected, actual)
  return {
    expected: cut(expected, changes.map(({ fromA, toA }) => [fromA, toA] as const)),
    actual: cut(actual, changes.map(({ fromB, toB }) => [fromB, toB] as const)),
  }
}

/** A text as one stretch. */
export const whole = (text: string, differs = false): Stretch => ({ text, at: 0, differs })

function cut(text: string, changed: ReadonlyArray<readonly [number, number]>): Stretch[] {
  const stretches: Stretch[] = []
  let at = 0
  for (const [from, to] of changed) {
    stretches.push({ text: text.slice(at, from), at, differs: false }, { text: text.slice(from, to), at: from, differs: true })
    at = to
  }
  stretches.push({ text: text.slice(at), at, differs: false })
  return stretches.filter((stretch) => stretch.text !== '')
}
