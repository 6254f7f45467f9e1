import type { ChatMessage, InterviewOut, Role, SessionEvent, SessionStatus, Signal } from './generated'

/** Whom the candidate talks with. */
export type Partner = ChatMessage['to']

/** A committed event: its place in the log, the server's time, and the interview's. */
export interface Envelope {
  type: 'message'
  session_id: string
  seq: number
  timestamp: string
  data: SessionEvent & { elapsed_ms: number }
}

/** The first frame of a connection. */
export interface Connected {
  type: 'connect'
  timestamp: string
  data: {
    connection_id: string
    role: Role
    session: InterviewOut
    last_seq: number
    through: number
    log_epoch: string
    /** Forget what was seen: the log is another one. */
    reset?: true
  }
}

/** The server's clock, and how far the log has been sent. */
export interface Pulse {
  type: 'heartbeat'
  id?: string
  timestamp: string
  data: {
    server_time: string
    status: SessionStatus
    elapsed_ms: number
    remaining_ms: number
    running: boolean
    through: number
    log_epoch: string
  }
}

/** The answer to an upward frame that carried an `id`. */
export interface Accepted {
  kind: 'accepted'
  version?: number
  run_id?: string
  submission_id?: string
  repeated?: boolean
}

export interface SignalFrame {
  type: 'signal'
  id?: string
  data: Signal | Accepted | { kind: 'state'; session: InterviewOut } | { kind: 'repeated_submission'; submission_id: string }
}

/** A refused frame, or a failure. */
export interface ErrorFrame {
  type: 'error'
  id?: string
  data: { code: string; message: string; type: string }
}

export interface Goodbye {
  type: 'disconnect'
  data: { reason: string }
}

/** Everything that comes down. */
export type Downward = Envelope | Connected | Pulse | SignalFrame | ErrorFrame | Goodbye

/** Close codes after which coming back is of no use (see docs/protocol.md). */
export const FINAL_CODES: ReadonlySet<number> = new Set([1000, 4401, 4404])
