import { Text } from '@codemirror/state'
import type { Partner } from '../protocol/frames'
import type {
  Actor,
  CaseReport,
  ChangedFile,
  ErrorOccurred,
  Helpfulness,
  Phase,
  QuestionFile,
  QuestionSelected,
  ReportWritten,
  SessionCreated,
  SessionStatus,
  SubmissionJudged,
  TestsFinished,
  TurnOutcome,
} from '../protocol/generated'

/** A document as the log tells it; `text` shares its parts with older versions. */
export interface Document {
  readonly path: string
  readonly version: number
  readonly text: Text
  readonly readonly: boolean
  readonly role: QuestionFile['role']
}

/** A run of the visible cases, or a submission being judged. */
export interface Run {
  readonly id: string
  readonly kind: 'run' | 'submission'
  readonly questionId: string
  readonly seq: number
  readonly total: number
  readonly cases: readonly CaseReport[]
  readonly finished: { passed: number; failed: number; total: number; durationMs: number; error: string | null; end: TestsFinished['end'] } | null
  readonly verdict: SubmissionJudged | null
}

interface InTalk {
  readonly id: string
  readonly seq: number
  readonly timestamp: string
  readonly elapsedMs: number
  readonly actor: Actor
  /** Whose conversation with the candidate it belongs to. */
  readonly to: Partner
}

/** Something said to or by people. */
export interface Said extends InTalk {
  readonly kind: 'message' | 'nudge' | 'feedback' | 'note'
  readonly text: string
  /** A message that the assistant has not taken up yet. */
  readonly waits?: boolean
}

/** One call of a tool by the assistant. */
export interface ToolCall extends InTalk {
  readonly kind: 'tool'
  readonly name: string
  /** The JSON text of what it was called with. */
  readonly input: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly output: string
  readonly durationMs: number
}

/** All that one turn of the assistant wrote, to be taken or not. */
export interface Proposal extends InTalk {
  readonly kind: 'proposal'
  readonly files: readonly ChangedFile[]
  readonly complete: boolean
  readonly state: 'proposed' | 'accepted' | 'rejected'
  /** Files that could not be taken back. */
  readonly kept: readonly string[]
}

/** The end of a turn: what it came to. */
export interface TurnEnd extends InTalk {
  readonly kind: 'turn'
  readonly outcome: TurnOutcome
  readonly reason: string
  readonly tokens: number
  readonly durationMs: number
}

/** What stands in a conversation, in the order of the log. */
export type Entry = Said | ToolCall | Proposal | TurnEnd

/** What the assistant may do, and what it is doing. */
export interface Assistance {
  readonly kind: 'off' | 'chat' | 'agent'
  readonly level: Helpfulness
  readonly locked: boolean
  readonly paused: boolean
  /** The turn that is running. */
  readonly turn: string | null
  /** What people think of its help, from 1 to 5, as far as this role may see it. */
  readonly ratings: Readonly<Partial<Record<Actor, number>>>
}

/** A private note of an interviewer, pinned to a moment. */
export interface Note {
  readonly id: string
  readonly text: string
  readonly atSeq: number
  readonly seq: number
}

/** Where the candidate stands on one dimension, in an interviewer's eyes. */
export interface Rating {
  readonly questionId: string
  readonly dimension: string
  readonly level: number
  readonly comment: string
}

/** What the agent was asked to say, and what became of it. */
export interface Whisper {
  readonly id: string
  readonly text: string
  readonly seq: number
  readonly heard: { readonly followed: boolean; readonly reason: string } | null
}

/** All that a page knows of a session, from its events alone. */
export interface View {
  readonly seq: number
  readonly elapsedMs: number
  readonly created: SessionCreated | null
  readonly status: SessionStatus
  readonly phase: Phase | null
  readonly candidateName: string
  readonly brain: string
  readonly question: QuestionSelected | null
  /** The `seq` at which the open documents were opened. */
  readonly openedSeq: number
  /** The documents of the present language, the main one first; those of other languages stay open beside them. */
  readonly paths: readonly string[]
  readonly asked: ReadonlyArray<{ id: string; title: string; seq: number }>
  readonly language: string | null
  readonly documents: ReadonlyMap<string, Document>
  /** A run that was asked for and has not begun. */
  readonly awaited: 'run' | 'submission' | null
  readonly run: Run | null
  readonly submissions: readonly SubmissionJudged[]
  readonly talk: readonly Entry[]
  readonly assistance: Assistance
  readonly minutesLeft: number | null
  readonly pauseReason: string
  readonly candidates: ReadonlySet<string>
  readonly feedback: string | null
  readonly report: ReportWritten | null
  readonly failure: ErrorOccurred | null
  /** A person leads the talk. */
  readonly takenOver: boolean
  readonly notes: readonly Note[]
  readonly ratings: readonly Rating[]
  readonly whispers: readonly Whisper[]
}

export const EMPTY: View = {
  seq: 0,
  elapsedMs: 0,
  created: null,
  status: 'created',
  phase: null,
  candidateName: '',
  brain: '',
  question: null,
  openedSeq: 0,
  paths: [],
  asked: [],
  language: null,
  documents: new Map(),
  awaited: null,
  run: null,
  submissions: [],
  talk: [],
  assistance: { kind: 'off', level: 'consultant', locked: false, paused: false, turn: null, ratings: {} },
  minutesLeft: null,
  pauseReason: '',
  candidates: new Set(),
  feedback: null,
  report: null,
  failure: null,
  takenOver: false,
  notes: [],
  ratings: [],
  whispers: [],
}

/** The documents that a list of files opens: version 0 of each. */
export function opened(files: readonly QuestionFile[]): ReadonlyMap<string, Document> {
  return new Map(
    files.map((file) => [
      file.path,
      { path: file.path, version: 0, text: textOf(file.content), readonly: file.readonly, role: file.role },
    ]),
  )
}

/** CodeMirror's text of a document's content. */
export const textOf = (content: string): Text => Text.of(content.split('\n'))

/** Whether nothing more will happen in a session of this status. */
export const isOver = (status: SessionStatus): boolean => ['completed', 'failed', 'cancelled'].includes(status)
