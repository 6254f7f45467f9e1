import type { Claim, Helpfulness, QuestionReport, Score, SubmissionJudged } from '../protocol/generated'

/** A moment of the interview. */
export interface Moment {
  readonly seq: number
  readonly elapsed_ms: number
  readonly event_type: string
  readonly text: string
}

/** What the models were asked and what it cost. */
export interface Usage {
  readonly requests: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_tokens?: number
  readonly cost_micro_usd: number
}

/** The assistant's part: how much help there was, and what became of it. */
export interface AssistanceReport {
  readonly first_level: Helpfulness
  readonly level: Helpfulness
  readonly level_changes: ReadonlyArray<{ seq: number; elapsed_ms: number; level: Helpfulness; before: Helpfulness; reason: string; by: string }>
  readonly turns: number
  readonly test_runs: number
  readonly edits: number
  readonly proposed: number
  readonly accepted: number
  readonly rejected: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly tool_calls: number
  readonly tool_success_per_mille: number | null
  readonly mean_ms: number | null
  readonly p95_ms: number | null
  readonly ratings?: Readonly<Record<string, number>>
  readonly usage?: Readonly<Record<string, Usage>>
}

/** What `GET report` gives; a part that the caller's role may not see, or that did not happen, is not there. */
export interface Report {
  readonly session: {
    readonly session_id: string
    readonly interview_type: string
    readonly candidate_name: string
    readonly interview_mode: string
    readonly created_at: string
    readonly duration_ms: number
    readonly extended_ms?: number
    readonly elapsed_ms: number
    readonly context?: { readonly role?: string; readonly company?: string }
  }
  readonly report_id: string
  readonly overall_per_mille: number | null
  readonly questions: readonly QuestionReport[]
  readonly scores: readonly Score[]
  readonly summary: string
  readonly strengths: readonly string[]
  readonly improvements: readonly string[]
  readonly brain: string
  /** The sentences of summary, strengths and improvements, with what each rests on; older reports have none. */
  readonly claims?: readonly Claim[]
  readonly submissions: ReadonlyArray<SubmissionJudged & { seq: number }>
  readonly messages: number
  readonly timeline: readonly Moment[]
  readonly ability?: ReadonlyArray<{ seq: number; question_id: string; ability_milli: number; error_milli: number }>
  readonly struggles?: ReadonlyArray<{ seq: number; kind: string; question_id: string; case: string; count: number }>
  readonly notes?: ReadonlyArray<{ seq: number; at_seq: number; text: string }>
  readonly ratings?: ReadonlyArray<{ seq: number; question_id: string; dimension: string; level: number; comment: string }>
  readonly usage?: Usage
  readonly assistance?: AssistanceReport
  readonly prompts?: { readonly scores: readonly Score[] }
}
