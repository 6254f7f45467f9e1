import type { LanguageSupport } from '@codemirror/language'

const AGAIN_AFTER_MS = 500
const AGAIN_AT_MOST_MS = 8_000

/** What `load` gives, however long the server is away: colours can wait, and the banner says why. */
async function fetched<T>(load: () => Promise<T>): Promise<T> {
  for (let waitMs = AGAIN_AFTER_MS; ; waitMs = Math.min(2 * waitMs, AGAIN_AT_MOST_MS)) {
    try {
      return await load()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}

/** The language of a file by its name; each is fetched when the first such file is opened. */
export async function languageOf(path: string): Promise<LanguageSupport | null> {
  const extension = path.slice(path.lastIndexOf('.') + 1)
  switch (extension) {
    case 'py':
      return (await fetched(() => import('@codemirror/lang-python'))).python()
    case 'js':
    case 'mjs':
    case 'cjs':
    case 'jsx':
      return (await fetched(() => import('@codemirror/lang-javascript'))).javascript({ jsx: extension === 'jsx' })
    case 'ts':
    case 'tsx':
      return (await fetched(() => import('@codemirror/lang-javascript'))).javascript({ typescript: true, jsx: extension === 'tsx' })
    case 'go':
      return (await fetched(() => import('@codemirror/lang-go'))).go()
    default:
      return null
  }
}

/** How a language indents. */
export const indentOf = (path: string): string => {
  if (path.endsWith('.py')) return '    '
  return path.endsWith('.go') ? '\t' : '  '
}
