/** A refusal: a stable `code`, and words that say what to do (RFC 9457). */
export class Problem extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.code = code
  }

  /** What any thrown value says to a person. */
  static words(error: unknown): string {
    return error instanceof Error ? error.message : String(error)
  }
}
