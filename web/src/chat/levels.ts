import type { Helpfulness } from '../protocol/generated'

/** What the assistant does at each level, after the words "the assistant". */
export const LEVELS: Record<Helpfulness, string> = {
  consultant: 'explains and answers, and changes no file',
  'pair-programming': 'makes small changes and runs tests when you ask',
  'full-copilot': 'writes whole files when you ask',
}
