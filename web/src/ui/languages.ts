import type { LanguageSupport } from '@codemirror/language'

/** The language of a file by its name; each is fetched when the first such file is opened. */
export async function languageOf(path: string): Promise<LanguageSupport | null> {
  const extension = path.slice(path.lastIndexOf('.') + 1)
  switch (extension) {
    case 'py':
      return (await import('@codemirror/lang-python')).python()
    case 'js':
    case 'mjs':
    case 'cjs':
    case 'jsx':
      return (await import('@codemirror/lang-javascript')).javascript({ jsx: extension === 'jsx' })
    case 'ts':
    case 'tsx':
      return (await import('@codemirror/lang-javascript')).javascript({ typescript: true, jsx: extension === 'tsx' })
    case 'go':
      return (await import('@codemirror/lang-go')).go()
    default:
      return null
  }
}

/** How a language indents. */
export const indentOf = (path: string): string => {
  if (path.endsWith('.py')) return '    '
  return path.endsWith('.go') ? '\t' : '  '
}
