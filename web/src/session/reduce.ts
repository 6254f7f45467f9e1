import { ChangeSet } from '@codemirror/state'
import type { Envelope } from '../protocol/frames'
import type {
  CodeChanged,
  CodeSnapshot,
  SubmissionJudged,
  TestResult,
  TestsFinished,
  TestsStarted,
} from '../protocol/generated'
import { talkAfter } from './talk'
import { type Document, opened, type Run, textOf, type View } from './view'

/**
 * The view after one more event: pure, and total over the generated union.
 *
 * Live pages and the replay share it; views share what did not change, so any of them can be kept as a checkpoint.
 */
export function reduce(before: View, envelope: Envelope): View {
  const event = envelope.data
  const view: View = { ...before, seq: envelope.seq, elapsedMs: event.elapsed_ms }
  switch (event.event_type) {
    case 'session_created':
      return {
        ...view,
        created: event,
        candidateName: event.candidate_name,
        language: event.language,
        assistance: { ...view.assistance, level: event.helpfulness },
      }
    case 'start_requested':
      return { ...view, status: 'starting', candidateName: event.candidate_name || view.candidateName }
    case 'interview_initializing':
      return { ...view, phase: 'initializing' }
    case 'interview_initialized':
      return { ...view, brain: event.brain, assistance: { ...view.assistance, kind: event.assistance } }
    case 'question_selecting':
      return { ...view, phase: 'selecting' }
    case 'question_selected':
      return {
        ...view,
        question: event,
        language: event.language,
        asked: [...view.asked, { id: event.question_id, title: event.question_title, seq: envelope.seq }],
        documents: opened(event.files),
        paths: event.files.map((file) => file.path),
        openedSeq: envelope.seq,
        phase: 'working',
        awaited: null,
        run: null,
      }
    case 'language_changed': {
      const { language, paths, cases, hidden_cases } = event
      const files = [...(view.question?.files ?? []), ...event.files]
      const question = view.question && { ...view.question, language, cases, hidden_cases, files }
      const documents = new Map([...view.documents, ...opened(event.files)])
      return { ...view, question, language, documents, paths, awaited: null, run: null }
    }
    case 'interview_started':
      return { ...view, status: 'active', phase: 'working' }
    case 'interview_paused':
      return { ...view, status: 'paused', pauseReason: event.reason }
    case 'interview_resumed':
      return { ...view, status: 'active', pauseReason: '' }
    case 'time_warning':
      return { ...view, minutesLeft: event.minutes_left }
    case 'end_requested':
      return { ...view, status: 'completing' }
    case 'interview_completing':
      return { ...view, status: 'completing', phase: 'completing' }
    case 'interview_completed':
      return { ...view, status: 'completed', phase: 'done', feedback: event.feedback }
    case 'interview_cancelled':
      return { ...view, status: 'cancelled' }
    case 'error_occurred':
      return event.fatal ? { ...view, status: 'failed', failure: event } : { ...view, failure: event }
    case 'candidate_connected':
      return { ...view, candidates: new Set([...view.candidates, event.connection_id]) }
    case 'candidate_disconnected':
      return { ...view, candidates: new Set([...view.candidates].filter((id) => id !== event.connection_id)) }
    case 'code_changed':
      return changed(view, event)
    case 'code_snapshot':
      return snapshot(view, event)
    case 'run_cancelled':
      return { ...view, awaited: null }
    case 'run_requested':
      return { ...view, awaited: 'run' }
    case 'submit_requested':
      return { ...view, awaited: 'submission' }
    case 'submit_detected':
      return { ...view, awaited: 'submission', phase: 'judging' }
    case 'tests_started':
      return { ...view, awaited: null, run: begun(event, envelope.seq) }
    case 'test_result':
      return onRun(view, event, (run) => ({ ...run, cases: [...run.cases, event.case] }))
    case 'tests_finished':
      return finished(view, event)
    case 'submission_judged':
      return judged(view, event)
    case 'assistance_paused':
      return { ...view, assistance: { ...view.assistance, paused: true } }
    case 'assistance_resumed':
      return { ...view, assistance: { ...view.assistance, paused: false } }
    case 'helpfulness_changed':
      return {
        ...view,
        assistance: { ...view.assistance, level: event.level, locked: event.locked },
        talk: talkAfter(view.talk, envelope, event),
      }
    case 'assistant_rated': {
      const ratings = { ...view.assistance.ratings, [event.actor]: event.rating }
      return { ...view, assistance: { ...view.assistance, ratings } }
    }
    case 'assistant_turn_started':
      return { ...view, assistance: { ...view.assistance, turn: event.turn_id }, talk: talkAfter(view.talk, envelope, event) }
    case 'assistant_turn_ended':
      return { ...view, assistance: { ...view.assistance, turn: null }, talk: talkAfter(view.talk, envelope, event) }
    case 'agent_restarted':
    case 'assistant_change_accepted':
    case 'assistant_change_proposed':
    case 'assistant_change_rejected':
    case 'chat_message':
    case 'feedback_given':
    case 'inactivity_nudge':
    case 'tool_use_complete':
    case 'tool_use_decided':
    case 'tool_use_error':
    case 'tool_use_start':
      return { ...view, talk: talkAfter(view.talk, envelope, event) }
    case 'report_written':
      return { ...view, report: event }
    case 'takeover_begun':
      return { ...view, takenOver: true }
    case 'takeover_ended':
      return { ...view, takenOver: false }
    case 'note_written': {
      const others = view.notes.filter((note) => note.id !== event.note_id)
      const note = { id: event.note_id, text: event.text, atSeq: event.at_seq, seq: envelope.seq }
      return { ...view, notes: event.text === '' ? others : [...others, note] }
    }
    case 'rubric_rated': {
      const { question_id: questionId, dimension, level, comment } = event
      const others = view.ratings.filter((one) => one.questionId !== questionId || one.dimension !== dimension)
      return { ...view, ratings: level === null ? others : [...others, { questionId, dimension, level, comment }] }
    }
    case 'whispered':
      return { ...view, whispers: [...view.whispers, { id: event.whisper_id, text: event.text, seq: envelope.seq, heard: null }] }
    case 'whisper_heard': {
      const heard = { followed: event.followed, reason: event.reason }
      return { ...view, whispers: view.whispers.map((one) => (one.id === event.whisper_id ? { ...one, heard } : one)) }
    }
    case 'ability_estimated':
    case 'assistant_remembered':
    case 'assistant_stop_requested':
    case 'brain_failed':
    case 'budget_warned':
    case 'cache_unread':
    case 'file_changed':
    case 'file_opened':
    case 'files_changed':
    case 'focus_changed':
    case 'leak_stopped':
    case 'next_requested':
    case 'page_timing':
    case 'pasted':
    case 'prompt_assessed':
    case 'prompts_read':
    case 'question_drafted':
    case 'question_drafting':
    case 'struggle_detected':
    case 'terminal_input':
    case 'terminal_output':
    case 'terminal_resized':
    case 'time_extended':
    case 'usage_recorded':
      return view
    default:
      event satisfies never
      return view
  }
}

/** The document that an event is about; undefined for one that came just after the next question. */
function documentOf(view: View, event: CodeChanged | CodeSnapshot): Document | undefined {
  return event.question_id === view.question?.question_id ? view.documents.get(event.path) : undefined
}

function withDocument(view: View, document: Document): View {
  return { ...view, documents: new Map(view.documents).set(document.path, document) }
}

function changed(view: View, event: CodeChanged): View {
  const document = documentOf(view, event)
  if (document === undefined || event.version !== document.version + 1) return view
  const text = ChangeSet.fromJSON(event.changes).apply(document.text)
  return withDocument(view, { ...document, version: event.version, text })
}

function snapshot(view: View, event: CodeSnapshot): View {
  const document = documentOf(view, event)
  if (document === undefined || event.version < document.version) return view
  // The text that is there stays when it is the same: open editors compare by identity.
  if (event.version === document.version && document.text.toString() === event.content) return view
  return withDocument(view, { ...document, version: event.version, text: textOf(event.content) })
}

function begun(event: TestsStarted, seq: number): Run {
  return {
    id: event.run_id,
    kind: event.kind,
    questionId: event.question_id,
    seq,
    total: event.total,
    cases: [],
    finished: null,
    verdict: null,
  }
}

function onRun(view: View, event: TestResult | TestsFinished, change: (run: Run) => Run): View {
  return view.run?.id === event.run_id ? { ...view, run: change(view.run) } : view
}

function finished(view: View, event: TestsFinished): View {
  const { passed, failed, total, duration_ms: durationMs, error, end } = event
  const after = onRun(view, event, (run) => ({ ...run, finished: { passed, failed, total, durationMs, error, end } }))
  return { ...after, awaited: null, phase: event.kind === 'submission' ? 'working' : view.phase }
}

function judged(view: View, event: SubmissionJudged): View {
  const submissions = [...view.submissions, event]
  return view.run?.id === event.submission_id
    ? { ...view, submissions, run: { ...view.run, verdict: event } }
    : { ...view, submissions }
}
