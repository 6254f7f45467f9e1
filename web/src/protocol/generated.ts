// Made from the pydantic models by `make generate`. Do not edit.

/** The candidate's ability (Rasch scale, thousandths of a logit) after a judged submission. */
export interface AbilityEstimated {
  event_type: "ability_estimated"
  v: number
  actor: Actor
  audience: Audience
  question_id: string
  ability_milli: number
  error_milli: number
}

/** The estimate of the candidate's ability after a submission, in thousandths of a logit. */
export interface AbilityStep {
  seq: number
  question_id: string
  ability_milli: number
  error_milli: number
}

/** Adjustments granted to the candidate; `extra_time_minutes` is added to the duration. */
export interface AccommodationsWanted {
  extra_time_minutes?: number
  notes?: string
}

/** Adjustments granted to the candidate; `extra_time_minutes` is added to the duration. */
export interface Accommodations {
  extra_time_minutes: number
  notes: string
}

/** The page has drawn the output up to the byte `through` of this connection. */
export interface Acknowledged {
  type: "ack"
  through: number
}

/** Who did it. */
export type Actor = "candidate" | "interviewer" | "agent" | "assistant" | "program" | "system"

/** The agent of `generation - 1` was lost; a new one folds the log and goes on. */
export interface AgentRestarted {
  event_type: "agent_restarted"
  v: number
  actor: Actor
  audience: Audience
  generation: number
  reason: string
}

/** One dimension: what weak (1) and strong (4) look like. */
export interface AnchorOut {
  dimension: string
  weak: string
  strong: string
}

/** What was said of one message to the assistant, by signals and as a model reads it (empty where none did). */
export interface AssessedMessage {
  seq: number
  message_id: string
  question_id: string
  scores: Array<Score>
  reading: Array<Score>
}

/** What the assistant is in a session: not there, a voice that reads, or one that acts by its level. */
export type Assistance = "off" | "chat" | "agent"

/** The assistant stops and starts no turn; messages for it wait. The interview goes on. */
export interface AssistancePaused {
  event_type: "assistance_paused"
  v: number
  actor: Actor
  audience: Audience
  reason: string
}

/** The assistant's part: how much help there was, and what became of it. Times are those of its turns. */
export interface AssistanceReport {
  first_level: Helpfulness
  level: Helpfulness
  level_changes: Array<LevelChange>
  offers_made: number
  offers_taken: number
  turns: number
  test_runs: number
  edits: number
  proposed: number
  accepted: number
  rejected: number
  outcomes: Record<string, number>
  tool_calls: number
  tool_success_per_mille: number | null
  mean_ms: number | null
  p95_ms: number | null
  ratings: Record<string, number>
  usage: Record<string, ModelUsage>
}

export interface AssistanceResumed {
  event_type: "assistance_resumed"
  v: number
  actor: Actor
  audience: Audience
}

export interface AssistantChangeAccepted {
  event_type: "assistant_change_accepted"
  v: number
  actor: Actor
  audience: Audience
  change_id: string
}

/** All that a turn wrote, to be taken or not as a whole. */
export interface AssistantChangeProposed {
  event_type: "assistant_change_proposed"
  v: number
  actor: Actor
  audience: Audience
  change_id: string
  turn_id: string
  question_id: string
  files: Array<ChangedFile>
  complete: boolean
}

/** The change was taken back, also after it had been accepted: that is the undo. */
export interface AssistantChangeRejected {
  event_type: "assistant_change_rejected"
  v: number
  actor: Actor
  audience: Audience
  change_id: string
  after_acceptance: boolean
  kept: Array<string>
}

/** What a person thinks of the assistant's help, from 1 to 5; the newest of each role counts. */
export interface AssistantRated {
  event_type: "assistant_rated"
  v: number
  actor: Actor
  audience: Audience
  rating: number
  turn_id: string | null
}

/** One message of the conversation with the model, exactly as it is sent: the assistant's only memory. */
export interface AssistantRemembered {
  event_type: "assistant_remembered"
  v: number
  actor: Actor
  audience: Audience
  turn_id: string
  question_id: string
  role: "user" | "assistant"
  content: string
}

/** What the assistant is about to do in the turn `turn_id`, in a few words of its own; each replaces the last. */
export interface AssistantStatus {
  kind: "assistant_status"
  turn_id: string
  text: string
}

/** Somebody wants the running turn to end now; what it has written stays until it is rejected. */
export interface AssistantStopRequested {
  event_type: "assistant_stop_requested"
  v: number
  actor: Actor
  audience: Audience
  turn_id: string
}

/** The turn is over; `reason` says why when it was not answered. The counts are those of the whole turn. */
export interface AssistantTurnEnded {
  event_type: "assistant_turn_ended"
  v: number
  actor: Actor
  audience: Audience
  turn_id: string
  message_id: string
  outcome: TurnOutcome
  reason: string
  tool_calls: number
  input_tokens: number
  output_tokens: number
  cached_tokens: number
  cost_micro_usd: number
  duration_ms: number
}

/** The assistant takes up the message `message_id`; one for the assistant without this is queued. */
export interface AssistantTurnStarted {
  event_type: "assistant_turn_started"
  v: number
  actor: Actor
  audience: Audience
  turn_id: string
  message_id: string
  question_id: string
  level: Helpfulness
  versions: Record<string, number>
}

/** Who may see an event. */
export type Audience = "all" | "interviewer" | "system"

/** A chunk of sound; `audio` is base64 (RFC 4648, section 4). */
export interface AudioData {
  audio: string
  format?: string
  final?: boolean
}

export interface AudioFrame {
  session_id: string
  id?: string | null
  type: "audio_data"
  data: AudioData
}

/** Are you there? Answered at once, whatever the shell does. */
export interface Beat {
  type: "heartbeat"
}

/** The model could not speak at `moment`; the scripted brain did. */
export interface BrainFailed {
  event_type: "brain_failed"
  v: number
  actor: Actor
  audience: Audience
  moment: string
  reason: string
}

/** Most of what the session may spend on the model is spent; when it is all spent the scripted brain goes on. */
export interface BudgetWarned {
  event_type: "budget_warned"
  v: number
  actor: Actor
  audience: Audience
  used_per_cent: number
  spent_micro_usd: number
  calls: number
}

/** Several large requests in a row found nothing in the prompt cache, which makes them ten times as dear. */
export interface CacheUnread {
  event_type: "cache_unread"
  v: number
  actor: Actor
  audience: Audience
  requests: number
  prompt_tokens: number
}

export interface CancelFrame {
  session_id: string
  id?: string | null
  type: "cancel_run"
  data?: Empty
}

export interface CandidateConnected {
  event_type: "candidate_connected"
  v: number
  actor: Actor
  audience: Audience
  connection_id: string
  candidate_name: string
}

export interface CandidateDisconnected {
  event_type: "candidate_disconnected"
  v: number
  actor: Actor
  audience: Audience
  connection_id: string
}

/** What became of one case. */
export type CaseOutcome = "passed" | "wrong_answer" | "runtime_error" | "time_limit" | "memory_limit" | "output_limit" | "compile_error" | "skipped"

/** One case as its audience may see it. `duration_ms` is wall time of the call alone. */
export interface CaseReport {
  name: string
  outcome: CaseOutcome
  passed: boolean
  hidden: boolean
  category: string
  duration_ms: number
  expected: string | null
  actual: string | null
  output: string
  error: string | null
  line: number | null
  own: boolean
  file: string | null
}

/** Take a change of the assistant as a whole, or take it back. */
export interface ChangeDecision {
  change_id: string
  decision: "accept" | "reject"
}

export interface ChangeFrame {
  session_id: string
  id?: string | null
  type: "change_decision"
  data: ChangeDecision
}

/** A file that a change of the assistant touched, with how many lines it added and removed. */
export interface ChangedFile {
  path: string
  document: boolean
  added: number
  removed: number
  before: string | null
  after_sha256: string | null
  undoable: boolean
}

/** What a call did; `version` is that of an open document. */
export interface ChangedOut {
  path: string
  kind: "write" | "create" | "delete" | "move"
  size_bytes: number
  version: number | null
  moved_from: string | null
}

/** Something said. `moment` tells why the agent spoke; None for people and for the assistant. */
export interface ChatMessage {
  event_type: "chat_message"
  v: number
  actor: Actor
  audience: Audience
  message_id: string
  text: string
  moment: string | null
  in_reply_to: string | null
  to: "interviewer" | "assistant"
}

/** A question that may be asked next. */
export interface ChoiceOut {
  question_id: string
  question_title: string
  difficulty: Difficulty
  topics: Array<string>
  languages: Array<Language>
  estimated_minutes: number
}

/** A sentence of a report, with the `seq` of the events it rests on. */
export interface Claim {
  kind: "summary" | "strength" | "improvement"
  text: string
  evidence: Array<number>
}

/** The document `path` went to `version` by `changes` (see `protocol.changes`). */
export interface CodeChanged {
  event_type: "code_changed"
  v: number
  actor: Actor
  audience: Audience
  question_id: string
  path: string
  version: number
  changes: Array<number | Array<number | string>>
  author: string
  client_id: string | null
  change_id: string | null
}

/** The editor's content: the whole file, `changes` on `version`, or `updates`, the first on `version`. */
export interface CodeData {
  path: string
  content?: string | null
  changes?: Array<number | Array<number | string>> | null
  updates?: Array<CodeEdit> | null
  version?: number | null
  client_id?: string | null
  change_id?: string | null
  question_id?: string | null
}

/** One of several changes in a row; with a `change_id` it is done once, however often it is sent. */
export interface CodeEdit {
  changes: Array<number | Array<number | string>>
  change_id?: string | null
}

export interface CodeFrame {
  session_id: string
  id?: string | null
  type: "code_update"
  data: CodeData
}

/** The document `path` at `version` as a whole, for readers that start in the middle. */
export interface CodeSnapshot {
  event_type: "code_snapshot"
  v: number
  actor: Actor
  audience: Audience
  question_id: string
  path: string
  version: number
  content: string
}

/** What the interview is for; shown to both people and used by the agent. */
export interface ContextWanted {
  company?: string
  role?: string
  seniority?: string
  expectations?: string
  accommodations?: AccommodationsWanted
}

/** What the interview is for; shown to both people and used by the agent. */
export interface Context {
  company: string
  role: string
  seniority: string
  expectations: string
  accommodations: Accommodations
}

/** Where a person is in a document: `anchor` and `head` of the selection in UTF-16 code units of `version`. */
export interface Cursor {
  kind: "cursor"
  connection_id: string
  role: Role
  path: string
  version: number
  anchor: number
  head: number
}

/** Where the sender is in a document, in UTF-16 code units of `version`. */
export interface CursorData {
  path: string
  version: number
  anchor: number
  head: number
}

export interface CursorFrame {
  session_id: string
  id?: string | null
  type: "cursor"
  data: CursorData
}

/** How hard a question is meant to be. */
export type Difficulty = "easy" | "medium" | "hard"

export interface DisconnectFrame {
  session_id: string
  id?: string | null
  type: "disconnect"
  data?: Empty
}

export interface Empty {

}

/** End the shell and everything it started. */
export interface End {
  type: "end"
}

export interface EndData {
  reason?: string
}

export interface EndFrame {
  session_id: string
  id?: string | null
  type: "interview_end"
  data?: EndData
}

export interface EndRequested {
  event_type: "end_requested"
  v: number
  actor: Actor
  audience: Audience
  reason: string
}

/** A file or folder; `usable` is False for a name that is no UTF-8, which no call can name. */
export interface EntryOut {
  path: string
  kind: string
  size_bytes: number
  document: boolean
  readonly: boolean
  usable: boolean
}

/** Something failed; after a `fatal` one the session is `failed`. */
export interface ErrorOccurred {
  event_type: "error_occurred"
  v: number
  actor: Actor
  audience: Audience
  message: string
  code: string
  fatal: boolean
}

export interface FeedbackGiven {
  event_type: "feedback_given"
  v: number
  actor: Actor
  audience: Audience
  submission_id: string
  question_id: string
  text: string
}

/** A file or folder of the workspace that is no document of the question was changed. */
export interface FileChanged {
  event_type: "file_changed"
  v: number
  actor: Actor
  audience: Audience
  path: string
  kind: "write" | "create" | "delete" | "move"
  folder: boolean
  size_bytes: number
  content: string | null
  moved_from: string | null
}

export interface FileOpenedWanted {
  event_type: "file_opened"
  v?: number
  actor?: Actor
  audience?: Audience
  path: string
}

export interface FileOpened {
  event_type: "file_opened"
  v: number
  actor: Actor
  audience: Audience
  path: string
}

/** A file's content; `version` is that of an open document. */
export interface FileOut {
  path: string
  content: string
  encoding: "utf-8" | "base64"
  size_bytes: number
  document: boolean
  readonly: boolean
  version: number | null
}

/** Programs changed more files in a second than are told one by one: how many, and some of them. */
export interface FilesChanged {
  event_type: "files_changed"
  v: number
  actor: Actor
  audience: Audience
  count: number
  paths: Array<string>
}

export interface FocusChangedWanted {
  event_type: "focus_changed"
  v?: number
  actor?: Actor
  audience?: Audience
  focused: boolean
}

export interface FocusChanged {
  event_type: "focus_changed"
  v: number
  actor: Actor
  audience: Audience
  focused: boolean
}

export interface HeartbeatFrame {
  session_id: string
  id?: string | null
  type: "heartbeat"
  data?: Empty
}

/** How much the assistant may do. */
export type Helpfulness = "consultant" | "pair-programming" | "full-copilot"

/** From here the assistant may do what `level` allows. A `locked` level does not adapt by itself. */
export interface HelpfulnessChanged {
  event_type: "helpfulness_changed"
  v: number
  actor: Actor
  audience: Audience
  level: Helpfulness
  before: Helpfulness
  reason: string
  locked: boolean
}

/** The level, whether it may adapt, or both; what is left out stays as it is. */
export interface HelpfulnessData {
  level?: Helpfulness | null
  locked?: boolean | null
}

export interface HelpfulnessFrame {
  session_id: string
  id?: string | null
  type: "helpfulness"
  data: HelpfulnessData
}

/** `level` is the rung of the hint ladder, 0 for none; `idle_ms` the time without a sign of work. */
export interface InactivityNudge {
  event_type: "inactivity_nudge"
  v: number
  actor: Actor
  audience: Audience
  text: string
  idle_ms: number
  level: number
  question_id: string
}

/** A session whose first question, files and sandbox are ready. */
export interface InitializedOut {
  question: QuestionOut
  files: Array<QuestionFile>
  sandbox: Record<string, unknown>
}

export interface InterviewCancelled {
  event_type: "interview_cancelled"
  v: number
  actor: Actor
  audience: Audience
  reason: string
}

export interface InterviewCompleted {
  event_type: "interview_completed"
  v: number
  actor: Actor
  audience: Audience
  feedback: string
  report_id: string
}

export interface InterviewCompleting {
  event_type: "interview_completing"
  v: number
  actor: Actor
  audience: Audience
  reason: "requested" | "time_limit" | "questions_done"
}

/** The answer to a creation: the only time that tokens are shown. */
export interface InterviewCreated {
  session_id: string
  status: SessionStatus
  phase: Phase | null
  interview_type: InterviewType
  user_id: string
  candidate_name: string
  interview_mode: InterviewMode
  language: Language | null
  difficulty: Difficulty | null
  topics: Array<string>
  question_ids: Array<string>
  duration_minutes: number
  helpfulness: Helpfulness
  context: Context
  metadata: Record<string, unknown>
  created_at: string
  elapsed_ms: number
  remaining_ms: number
  current_question: string | null
  last_seq: number
  candidate_token: string
  interviewer_token: string
  links: Links
}

/** A session to be created. */
export interface InterviewIn {
  interview_type: InterviewType
  user_id: string
  candidate_name?: string
  interview_mode?: InterviewMode
  language?: Language | null
  difficulty?: Difficulty | null
  topics?: Array<string>
  question_ids?: Array<string>
  duration_minutes?: number | null
  helpfulness?: Helpfulness
  context?: ContextWanted
  metadata?: Record<string, unknown>
}

/** The agent is ready; `brain` names who speaks (`scripted` or a model id), `assistance` what help there is. */
export interface InterviewInitialized {
  event_type: "interview_initialized"
  v: number
  actor: Actor
  audience: Audience
  brain: string
  assistance: Assistance
}

export interface InterviewInitializing {
  event_type: "interview_initializing"
  v: number
  actor: Actor
  audience: Audience
  generation: number
}

/** The tone of the interviewer; each has a prompt and a set of scripted lines. */
export type InterviewMode = "friendly" | "neutral" | "challenging"

/** A session, without any token. */
export interface InterviewOut {
  session_id: string
  status: SessionStatus
  phase: Phase | null
  interview_type: InterviewType
  user_id: string
  candidate_name: string
  interview_mode: InterviewMode
  language: Language | null
  difficulty: Difficulty | null
  topics: Array<string>
  question_ids: Array<string>
  duration_minutes: number
  helpfulness: Helpfulness
  context: Context
  metadata: Record<string, unknown>
  created_at: string
  elapsed_ms: number
  remaining_ms: number
  current_question: string | null
  last_seq: number
}

export interface InterviewPaused {
  event_type: "interview_paused"
  v: number
  actor: Actor
  audience: Audience
  reason: string
}

export interface InterviewResumed {
  event_type: "interview_resumed"
  v: number
  actor: Actor
  audience: Audience
}

export interface InterviewStarted {
  event_type: "interview_started"
  v: number
  actor: Actor
  audience: Audience
}

/** The kind of question a session draws on; a new kind is a file in the bank. */
export type InterviewType = "technical" | "debugging"

/** The programming languages a question can be solved in. */
export type Language = "python" | "javascript" | "typescript" | "go"

/** The candidate works in another language: on the documents `paths`, the main one first. */
export interface LanguageChanged {
  event_type: "language_changed"
  v: number
  actor: Actor
  audience: Audience
  question_id: string
  language: Language
  paths: Array<string>
  files: Array<QuestionFile>
  cases: Array<PublicCase>
  hidden_cases: number
}

/** The language to work in from here on, one of the question's. */
export interface LanguageData {
  language: Language
}

export interface LanguageFrame {
  session_id: string
  id?: string | null
  type: "language"
  data: LanguageData
}

/** A request to the model held what no model may see, and was not sent; `what` names it without showing it. */
export interface LeakStopped {
  event_type: "leak_stopped"
  v: number
  actor: Actor
  audience: Audience
  voice: "interviewer" | "assistant"
  what: string
}

/** A change of what the assistant may do. */
export interface LevelChange {
  seq: number
  elapsed_ms: number
  level: Helpfulness
  before: Helpfulness
  reason: string
  by: Actor
}

/** The two pages of a session, each with its token. */
export interface Links {
  candidate: string
  interviewer: string
}

export interface MessageData {
  text: string
  to?: "interviewer" | "assistant"
}

export interface MessageFrame {
  session_id: string
  id?: string | null
  type: "message"
  data: MessageData
}

/** What models were asked, and what it cost; the three kinds of tokens that went in have no part in common. */
export interface ModelUsage {
  requests: number
  input_tokens: number
  output_tokens: number
  cache_read_tokens: number
  cache_write_tokens: number
  cost_micro_usd: number
}

/** A moment of the interview, in a few words. */
export interface Moment {
  seq: number
  elapsed_ms: number
  event_type: string
  text: string
}

/** What a path shall become: a new file, a new folder, or, with `move_to`, that other path. */
export interface NewFileIn {
  content?: string | null
  encoding?: "utf-8" | "base64"
  folder?: boolean
  move_to?: string | null
}

export interface NextData {
  question_id?: string | null
}

export interface NextFrame {
  session_id: string
  id?: string | null
  type: "next_question"
  data?: NextData
}

/** The interviewer wants another question, `question_id` or the agent's own choice. */
export interface NextRequested {
  event_type: "next_requested"
  v: number
  actor: Actor
  audience: Audience
  question_id: string | null
}

/** A private note; `at_seq` is the moment it is about, the present one when None. */
export interface NoteIn {
  text: string
  at_seq?: number | null
}

/** A private note on the moment `at_seq`. The same `note_id` again replaces it; an empty `text` removes it. */
export interface NoteWritten {
  event_type: "note_written"
  v: number
  actor: Actor
  audience: Audience
  note_id: string
  text: string
  at_seq: number
}

export interface PageTimingWanted {
  event_type: "page_timing"
  v?: number
  actor?: Actor
  audience?: Audience
  name: string
  duration_ms: number
}

export interface PageTiming {
  event_type: "page_timing"
  v: number
  actor: Actor
  audience: Audience
  name: string
  duration_ms: number
}

export interface PastedWanted {
  event_type: "pasted"
  v?: number
  actor?: Actor
  audience?: Audience
  path: string
  length: number
}

export interface Pasted {
  event_type: "pasted"
  v: number
  actor: Actor
  audience: Audience
  path: string
  length: number
}

export interface PauseData {
  reason?: string
  what?: "interview" | "assistance"
}

export interface PauseFrame {
  session_id: string
  id?: string | null
  type: "pause"
  data?: PauseData
}

/** Somebody who is connected, once for each connection. */
export interface Person {
  connection_id: string
  role: Role
  name: string
}

/** What the agent is doing inside an active session. */
export type Phase = "initializing" | "selecting" | "working" | "judging" | "completing" | "done"

/** A word of what the agent is busy with (`thinking`, `running`, `judging`, `idle`). */
export interface PhaseChanged {
  kind: "busy"
  what: string
}

/** Who is connected now; sent whenever that changes. */
export interface Presence {
  kind: "presence"
  people: Array<Person>
}

/** How well a message to the assistant was written, told when it is known what became of the answer. */
export interface PromptAssessed {
  event_type: "prompt_assessed"
  v: number
  actor: Actor
  audience: Audience
  message_id: string
  question_id: string
  scores: Array<Score>
}

/** What a model reads in one message: a score for each `PromptDimension`. */
export interface PromptReading {
  message_id: string
  scores: Array<Score>
}

/** How the candidate wrote to the assistant: a mean for each dimension by signals, and every message. */
export interface PromptReport {
  scores: Array<Score>
  messages: Array<AssessedMessage>
  reading: SecondOpinion | null
  unread: Array<string>
}

/** What a model read in the messages of one question, when that was over. */
export interface PromptsRead {
  event_type: "prompts_read"
  v: number
  actor: Actor
  audience: Audience
  question_id: string
  model: string
  readings: Array<PromptReading>
  reason: string
}

/** A visible test case: JSON texts of the arguments and the expected result. */
export interface PublicCase {
  name: string
  input: string
  expected: string
}

/** What came of it: a question that is proven and in the bank, or `reason` says why there is none. */
export interface QuestionDrafted {
  event_type: "question_drafted"
  v: number
  actor: Actor
  audience: Audience
  index: number
  question_id: string | null
  reason: string
  duration_ms: number
}

/** The bank has no further question that fits: a model writes number `index` while the candidate works. */
export interface QuestionDrafting {
  event_type: "question_drafting"
  v: number
  actor: Actor
  audience: Audience
  index: number
  topic: string
  difficulty: Difficulty
  language: Language
}

/** A file a question begins with. `role` is `main`, `support` or `test`. */
export interface QuestionFile {
  path: string
  content: string
  role: "main" | "support" | "test"
  readonly: boolean
}

/** A question as the candidate may see it. */
export interface QuestionOut {
  id: string
  title: string
  description: string
  difficulty: Difficulty
  language: Language
  starterCode: Array<StarterFile>
  testCases: Array<VisibleCase>
  estimatedMinutes: number
}

/** What happened on one question. */
export interface QuestionReport {
  question_id: string
  question_title: string
  difficulty: Difficulty
  solved: boolean
  attempts: number
  runs: number
  hints: number
  spent_ms: number
  best_passed: number
  total: number
  scores: Array<Score>
}

/** The next question, with the files it begins with: from here they are documents of version 0. */
export interface QuestionSelected {
  event_type: "question_selected"
  v: number
  actor: Actor
  audience: Audience
  index: number
  question_id: string
  question_title: string
  difficulty: Difficulty
  description: string
  languages: Array<Language>
  language: Language
  files: Array<QuestionFile>
  cases: Array<PublicCase>
  hidden_cases: number
  estimated_minutes: number
  topics: Array<string>
}

export interface QuestionSelecting {
  event_type: "question_selecting"
  v: number
  actor: Actor
  audience: Audience
  index: number
}

/** What a person thinks of the assistant, from 1 to 5; of one turn, or as a whole. */
export interface RatingData {
  rating: number
  turn_id?: string | null
}

export interface RatingFrame {
  session_id: string
  id?: string | null
  type: "assistant_rating"
  data: RatingData
}

/** Where the candidate stands on one dimension of a question's rubric; None takes a rating back. */
export interface RatingIn {
  question_id: string
  dimension: string
  level: number | null
  comment?: string
}

/** The report of a session. */
export interface ReportOut {
  session: ReportedSession
  report_id: string
  overall_per_mille: number | null
  questions: Array<QuestionReport>
  scores: Array<Score>
  summary: string
  strengths: Array<string>
  improvements: Array<string>
  brain: string
  claims: Array<Claim>
  submissions: Array<ReportedSubmission>
  messages: number
  timeline: Array<Moment>
  times: Record<string, number>
  ability: Array<AbilityStep>
  struggles: Array<Struggle>
  notes: Array<ReportedNote>
  ratings: Array<ReportedRating>
  usage: ModelUsage | null
  assistance: AssistanceReport | null
  prompts: PromptReport | null
}

/** The report's facts, scores and words; what a role sees of a report is folded from its log. */
export interface ReportWritten {
  event_type: "report_written"
  v: number
  actor: Actor
  audience: Audience
  report_id: string
  overall_per_mille: number | null
  questions: Array<QuestionReport>
  scores: Array<Score>
  summary: string
  strengths: Array<string>
  improvements: Array<string>
  brain: string
  claims: Array<Claim>
}

/** An interviewer's note on the moment `at_seq`. */
export interface ReportedNote {
  seq: number
  note_id: string
  at_seq: number
  text: string
}

/** An interviewer's rating, 1 to 4. */
export interface ReportedRating {
  seq: number
  question_id: string
  dimension: string
  level: number
  comment: string
}

/** What was reported on; `extended_ms` was added to `duration_ms`. */
export interface ReportedSession {
  session_id: string
  interview_type: InterviewType
  candidate_name: string
  interview_mode: InterviewMode
  context: Context
  created_at: string
  duration_ms: number
  extended_ms: number
  elapsed_ms: number
}

/** A verdict, with its place in the log. */
export interface ReportedSubmission {
  event_type: "submission_judged"
  v: number
  actor: Actor
  audience: Audience
  submission_id: string
  question_id: string
  accepted: boolean
  outcome: CaseOutcome
  message: string
  passed: number
  failed: number
  total: number
  hidden_passed: number
  hidden_total: number
  categories: Record<string, Array<number>>
  cases: Array<CaseReport>
  duration_ms: number
  seq: number
}

/** The writer's window has this size. */
export interface Resize {
  type: "resize"
  rows: number
  columns: number
}

export interface ResumeData {
  what?: "interview" | "assistance"
}

export interface ResumeFrame {
  session_id: string
  id?: string | null
  type: "resume"
  data?: ResumeData
}

/** Who holds a credential; `SYSTEM` is the API key. */
export type Role = "observer" | "candidate" | "interviewer" | "system"

/** Whose token it is. */
export interface RoleOut {
  session_id: string
  role: Role
  name: string
}

/** The rubric of a question that was asked. */
export interface RubricOut {
  question_id: string
  question_title: string
  anchors: Array<AnchorOut>
  follow_ups: Array<string>
}

/** Where the candidate stands on one dimension of a rubric: 1 (weak) to 4 (strong), None to take it back. */
export interface RubricRated {
  event_type: "rubric_rated"
  v: number
  actor: Actor
  audience: Audience
  question_id: string
  dimension: string
  level: number | null
  comment: string
}

/** Somebody ended a run before it was done. */
export interface RunCancelled {
  event_type: "run_cancelled"
  v: number
  actor: Actor
  audience: Audience
  run_id: string
}

/** What to run: visible `cases`, the candidate's own `tests` (with `paths` only these files or folders), or all. */
export interface RunData {
  what?: "all" | "cases" | "tests"
  paths?: Array<string>
}

export interface RunFrame {
  session_id: string
  id?: string | null
  type: "run_tests"
  data?: RunData
}

/** Somebody wants tests run: the visible `cases`, the candidate's own `tests` (those in `paths`), or both. */
export interface RunRequested {
  event_type: "run_requested"
  v: number
  actor: Actor
  audience: Audience
  run_id: string
  question_id: string
  versions: Record<string, number>
  what: "all" | "cases" | "tests"
  paths: Array<string>
}

/** One dimension, 0 to 1000 per mille, with the `seq` of the events it rests on. */
export interface Score {
  dimension: string
  per_mille: number | null
  reason: string
  evidence: Array<number>
}

/** A mean of what `model` read, for each dimension. */
export interface SecondOpinion {
  model: string
  scores: Array<Score>
}

export interface SessionCreated {
  event_type: "session_created"
  v: number
  actor: Actor
  audience: Audience
  session_id: string
  interview_type: InterviewType
  user_id: string
  candidate_name: string
  interview_mode: InterviewMode
  language: Language | null
  difficulty: Difficulty | null
  topics: Array<string>
  question_ids: Array<string>
  duration_ms: number
  helpfulness: Helpfulness
  context: Context
  metadata: Record<string, unknown>
}

/** Where a session is in its life; the legal moves are in `LEGAL`. */
export type SessionStatus = "created" | "starting" | "active" | "paused" | "completing" | "completed" | "failed" | "cancelled"

export interface StartData {
  candidate_name?: string
  interview_mode?: InterviewMode | null
}

export interface StartFrame {
  session_id: string
  id?: string | null
  type: "interview_start"
  data?: StartData
}

/** Somebody asked for the interview to begin; the agent is started because of it. */
export interface StartRequested {
  event_type: "start_requested"
  v: number
  actor: Actor
  audience: Audience
  candidate_name: string
  interview_mode: InterviewMode | null
}

/** A file a question begins with. */
export interface StarterFile {
  fileName: string
  content: string
}

/** The status that a session shall have. */
export interface StatusIn {
  status: "active" | "paused" | "completed" | "cancelled"
}

export interface StopFrame {
  session_id: string
  id?: string | null
  type: "assistant_stop"
  data?: Empty
}

/** The log cannot be written now; what people do waits or is refused until it can. */
export interface StorageTrouble {
  kind: "storage"
  available: boolean
  message: string
}

/** A sign of struggle; `count` means what it means in `struggle_detected`. */
export interface Struggle {
  seq: number
  kind: StruggleKind
  question_id: string
  case: string
  count: number
}

/** The candidate may need help. `count`: failures in a row, cases that an edit broke, or how many times slower. */
export interface StruggleDetected {
  event_type: "struggle_detected"
  v: number
  actor: Actor
  audience: Audience
  question_id: string
  kind: StruggleKind
  case: string
  count: number
}

/** What shows that a candidate may need help. */
export type StruggleKind = "repeated_failure" | "broken_tests" | "inefficient" | "slower_run"

/** The verdict. Hidden cases appear as counts only; `outcome` is that of the first failed case. */
export interface SubmissionJudged {
  event_type: "submission_judged"
  v: number
  actor: Actor
  audience: Audience
  submission_id: string
  question_id: string
  accepted: boolean
  outcome: CaseOutcome
  message: string
  passed: number
  failed: number
  total: number
  hidden_passed: number
  hidden_total: number
  categories: Record<string, Array<number>>
  cases: Array<CaseReport>
  duration_ms: number
}

/** The id that `submission_judged` will carry; `repeated` when this very code was handed in before. */
export interface SubmissionOut {
  submission_id: string
  repeated: boolean
}

export interface SubmitData {
  source?: "message" | "button"
}

export interface SubmitDetected {
  event_type: "submit_detected"
  v: number
  actor: Actor
  audience: Audience
  submission_id: string
  question_id: string
  source: SubmitSource
  versions: Record<string, number>
  code_hash: string
}

export interface SubmitFrame {
  session_id: string
  id?: string | null
  type: "submit"
  data?: SubmitData
}

/** The candidate handed in by a frame or a REST call; `code_hash` is SHA-256 over the documents. */
export interface SubmitRequested {
  event_type: "submit_requested"
  v: number
  actor: Actor
  audience: Audience
  submission_id: string
  question_id: string
  source: SubmitSource
  versions: Record<string, number>
  code_hash: string
}

/** How the candidate said that the work is handed in; `timeout` when the clock did. */
export type SubmitSource = "message" | "button" | "marker" | "chat" | "timeout"

/** A person leads the talk: the agent runs and judges, and says nothing. */
export interface TakeoverBegun {
  event_type: "takeover_begun"
  v: number
  actor: Actor
  audience: Audience
}

/** The agent leads again. */
export interface TakeoverEnded {
  event_type: "takeover_ended"
  v: number
  actor: Actor
  audience: Audience
}

/** A line typed into a terminal; none while the terminal hides what is typed. */
export interface TerminalInput {
  event_type: "terminal_input"
  v: number
  actor: Actor
  audience: Audience
  terminal: string
  text: string
  truncated: number
}

/** An open terminal: its size, and how many connections type in it or look at it. */
export interface TerminalOut {
  name: string
  rows: number
  columns: number
  writers: number
  watchers: number
}

/** What a terminal showed, at most a few events a second; what is no UTF-8 is replaced. */
export interface TerminalOutput {
  event_type: "terminal_output"
  v: number
  actor: Actor
  audience: Audience
  terminal: string
  text: string
  truncated: number
}

/** A terminal has this size from here on; its first such event says that its shell was started. */
export interface TerminalResized {
  event_type: "terminal_resized"
  v: number
  actor: Actor
  audience: Audience
  terminal: string
  rows: number
  columns: number
}

/** One finished case, or test of the candidate's own; for a hidden one the audience is `interviewer`. */
export interface TestResult {
  event_type: "test_result"
  v: number
  actor: Actor
  audience: Audience
  run_id: string
  kind: "run" | "submission"
  question_id: string
  case: CaseReport
}

/** A run's end: all is told; it was cut short; or it is `broken`, because our machinery failed. */
export interface TestsFinished {
  event_type: "tests_finished"
  v: number
  actor: Actor
  audience: Audience
  run_id: string
  kind: "run" | "submission"
  question_id: string
  passed: number
  failed: number
  total: number
  duration_ms: number
  error: string | null
  end: "done" | "cancelled" | "superseded" | "broken"
}

/** `run_id` is the id of the run or of the submission, by `kind`; `total` counts no tests of the candidate's own. */
export interface TestsStarted {
  event_type: "tests_started"
  v: number
  actor: Actor
  audience: Audience
  run_id: string
  kind: "run" | "submission"
  question_id: string
  total: number
}

/** More text of the message `message_id`, which will be stored whole as `chat_message`. */
export interface TextDelta {
  kind: "text_delta"
  message_id: string
  text: string
  voice: "interviewer" | "assistant"
}

/** Forget the partial text of `message_id`: the reply begins again. */
export interface TextRestart {
  kind: "text_restart"
  message_id: string
}

/** The interview may last longer by `extra_ms`. */
export interface TimeExtended {
  event_type: "time_extended"
  v: number
  actor: Actor
  audience: Audience
  extra_ms: number
  reason: string
}

export interface TimeWarning {
  event_type: "time_warning"
  v: number
  actor: Actor
  audience: Audience
  minutes_left: number
}

/** The role that gets a new token; the old one ends. */
export interface TokenIn {
  role: "candidate" | "interviewer" | "observer"
}

/** A new token. */
export interface TokenOut {
  role: Role
  token: string
  link: string
}

/** Let a waiting call of the assistant go on, or not. */
export interface ToolDecision {
  tool_use_id: string
  allow: boolean
}

/** Why a tool gave no result. */
export type ToolFault = "not_allowed" | "declined" | "invalid_input" | "failed" | "interrupted" | "too_many"

export interface ToolFrame {
  session_id: string
  id?: string | null
  type: "tool_decision"
  data: ToolDecision
}

/** What a tool gave, cut to 4 KiB of head and tail; `truncated`: the model got no more than a part either. */
export interface ToolUseComplete {
  event_type: "tool_use_complete"
  v: number
  actor: Actor
  audience: Audience
  turn_id: string
  tool_use_id: string
  tool_name: string
  output: string
  truncated: boolean
  duration_ms: number
  files: Array<ChangedFile>
}

/** A person lets a waiting call go on, or not. */
export interface ToolUseDecided {
  event_type: "tool_use_decided"
  v: number
  actor: Actor
  audience: Audience
  turn_id: string
  tool_use_id: string
  allowed: boolean
}

/** A call that was refused, failed or did not finish; `message` is what the model was told. */
export interface ToolUseError {
  event_type: "tool_use_error"
  v: number
  actor: Actor
  audience: Audience
  turn_id: string
  tool_use_id: string
  tool_name: string
  fault: ToolFault
  message: string
  duration_ms: number
  files: Array<ChangedFile>
}

/** The assistant uses a tool; `input` is the JSON text of its input, cut to 4 KiB. */
export interface ToolUseStart {
  event_type: "tool_use_start"
  v: number
  actor: Actor
  audience: Audience
  turn_id: string
  tool_use_id: string
  tool_name: string
  input: string
  waiting: boolean
}

/** A page of the tree, depth first; `next` is the cursor of the following page. */
export interface TreeOut {
  entries: Array<EntryOut>
  next: string | null
}

/** How a turn of the assistant ended. */
export type TurnOutcome = "answered" | "stopped" | "failed" | "refused" | "unavailable"

/** What one request to the model cost. */
export interface UsageRecorded {
  event_type: "usage_recorded"
  v: number
  actor: Actor
  audience: Audience
  voice: "interviewer" | "assistant"
  model: string
  input_tokens: number
  output_tokens: number
  cache_read_tokens: number
  cache_write_tokens: number
  cost_micro_usd: number
  duration_ms: number
}

/** A visible test case. */
export interface VisibleCase {
  name: string
  input: string
  expectedOutput: string
}

/** What became of a whisper; `reason` says why the agent could not follow it. */
export interface WhisperHeard {
  event_type: "whisper_heard"
  v: number
  actor: Actor
  audience: Audience
  whisper_id: string
  followed: boolean
  reason: string
}

/** A wish of the interviewer to the agent, for what it says next to the candidate; the candidate never sees it. */
export interface Whispered {
  event_type: "whispered"
  v: number
  actor: Actor
  audience: Audience
  whisper_id: string
  text: string
}

export type SessionEvent = InterviewInitializing | InterviewInitialized | QuestionSelecting | QuestionSelected | QuestionDrafting | QuestionDrafted | InterviewStarted | TimeWarning | InterviewCompleting | InterviewCompleted | ErrorOccurred | SubmitDetected | TestsStarted | TestResult | TestsFinished | SubmissionJudged | AbilityEstimated | FeedbackGiven | ChatMessage | InactivityNudge | StruggleDetected | BrainFailed | UsageRecorded | ReportWritten | AssistantTurnStarted | AssistantTurnEnded | AssistantRemembered | ToolUseStart | ToolUseComplete | ToolUseError | AssistantChangeProposed | HelpfulnessChanged | BudgetWarned | CacheUnread | LeakStopped | PromptAssessed | PromptsRead | WhisperHeard | SessionCreated | StartRequested | NextRequested | InterviewPaused | InterviewResumed | EndRequested | InterviewCancelled | AgentRestarted | CandidateConnected | CandidateDisconnected | CodeChanged | CodeSnapshot | LanguageChanged | FileChanged | FilesChanged | TerminalInput | TerminalOutput | TerminalResized | RunRequested | RunCancelled | SubmitRequested | AssistantStopRequested | AssistantRated | ToolUseDecided | AssistantChangeAccepted | AssistantChangeRejected | AssistancePaused | AssistanceResumed | NoteWritten | RubricRated | Whispered | TimeExtended | TakeoverBegun | TakeoverEnded | FileOpened | FocusChanged | Pasted | PageTiming

export type Signal = TextDelta | TextRestart | AssistantStatus | PhaseChanged | StorageTrouble | Presence | Cursor

export type ClientEvent = FileOpenedWanted | FocusChangedWanted | PastedWanted | PageTimingWanted

export type ClientFrame = HeartbeatFrame | DisconnectFrame | StartFrame | EndFrame | CodeFrame | CursorFrame | AudioFrame | MessageFrame | SubmitFrame | RunFrame | CancelFrame | LanguageFrame | PauseFrame | ResumeFrame | NextFrame | HelpfulnessFrame | StopFrame | ChangeFrame | ToolFrame | RatingFrame

export type TerminalFrame = Resize | Beat | Acknowledged | End
