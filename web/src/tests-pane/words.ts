import type { CaseOutcome } from '../protocol/generated'
import type { Run } from '../session/view'

const OUTCOMES: Record<CaseOutcome, string> = {
  passed: 'Passed',
  wrong_answer: 'Wrong answer',
  runtime_error: 'Raised an error',
  time_limit: 'Took too long',
  memory_limit: 'Used too much memory',
  output_limit: 'Wrote too much output',
  compile_error: 'Does not compile',
  skipped: 'Skipped',
}

export const outcomeWords = (outcome: CaseOutcome): string => OUTCOMES[outcome]

/** What became of a run, or how far it is, in one line. */
export function runWords({ kind, cases, total, finished, verdict }: Run): string {
  const what = kind === 'submission' ? 'Submission' : 'Run'
  if (verdict !== null) {
    const counts = `${verdict.passed} of ${verdict.total} cases pass`
    return verdict.accepted ? `Accepted: ${counts}` : `Not accepted: ${counts}`
  }
  if (finished === null) return `${what}: ${cases.length} of ${total} cases done`
  if (finished.end === 'cancelled') return `${what}: stopped after ${cases.length} of ${total} cases`
  if (finished.end === 'superseded') return `${what}: another one took its place`
  if (finished.error !== null) return `${what}: no case could be run`
  return `${what}: ${finished.passed} of ${finished.total} cases pass`
}
