import { highlightCode, tagHighlighter, tags as t } from '@lezer/highlight'
import { memo, type ReactElement, type ReactNode, useEffect, useState } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import gfm from 'remark-gfm'
import remend from 'remend'
import { blocksOf } from './blocks'
import { languageOf } from './languages'
import styles from './Markdown.module.css'

const EXTENSION: Record<string, string> = {
  python: 'py',
  py: 'py',
  typescript: 'ts',
  ts: 'ts',
  javascript: 'js',
  js: 'js',
  json: 'js',
  go: 'go',
}

const highlighter = tagHighlighter([
  { tag: [t.keyword, t.operatorKeyword, t.modifier, t.self], class: 'tok-keyword' },
  { tag: [t.string, t.special(t.string), t.regexp], class: 'tok-string' },
  { tag: [t.number, t.bool, t.null], class: 'tok-number' },
  { tag: [t.function(t.variableName), t.function(t.propertyName)], class: 'tok-function' },
  { tag: t.comment, class: 'tok-comment' },
  { tag: [t.typeName, t.className], class: 'tok-type' },
])

/** Code in the colours of the editor; plain until its language is there. */
function Code({ text, language }: { text: string; language: string }) {
  const [coloured, setColoured] = useState<{ text: string; nodes: ReactNode[] } | null>(null)
  useEffect(() => {
    const extension = EXTENSION[language]
    if (extension === undefined) return
    let wanted = true
    void languageOf(`code.${extension}`).then((support) => {
      if (!wanted || support === null) return
      const nodes: ReactNode[] = []
      highlightCode(
        text,
        support.language.parser.parse(text),
        highlighter,
        (part, classes) => {
          nodes.push(
            classes === '' ? (
              part
            ) : (
              <span key={nodes.length} className={classes}>
                {part}
              </span>
            ),
          )
        },
        () => nodes.push('\n'),
      )
      setColoured({ text, nodes })
    })
    return () => {
      wanted = false
    }
  }, [text, language])
  return (
    // A long line scrolls, and what scrolls has to be reached by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={styles['code']} tabIndex={0}>
      <code>{coloured?.text === text ? coloured.nodes : text}</code>
    </pre>
  )
}

const COMPONENTS: Components = {
  pre: ({ children }) => children,
  code: ({ className, children }) => {
    const text = typeof children === 'string' ? children : ''
    if (className === undefined && !text.includes('\n')) return <code className={styles['inline']}>{children}</code>
    return <Code text={text.replace(/\n$/, '')} language={className?.replace('language-', '') ?? ''} />
  },
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  // A heading inside of a pane is below the pane's own.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  table: ({ children }) => <div className={styles['table']}>{<table>{children}</table>}</div>,
}

const read = (text: string): ReactElement => ReactMarkdown({ children: text, remarkPlugins: [gfm], components: COMPONENTS })

/** The newest blocks that were read: a replay shows the same words again and again. */
const kept = new Map<string, ReactElement>()
const MOST_KEPT = 500

function readOnce(text: string): ReactElement {
  const found = kept.get(text) ?? read(text)
  kept.delete(text)
  kept.set(text, found)
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  return found
}

const Block = memo(function Block({ text, open }: { text: string; open: boolean }) {
  return open ? read(remend(text)) : readOnce(text)
})

/** Markdown, without raw HTML; while it is `open` more of it comes, and only its last block is drawn again. */
export function Markdown({ text, open = false }: { text: string; open?: boolean }) {
  const blocks = blocksOf(text)
  return (
    <div className={styles['markdown']}>
      {blocks.map((block, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- blocks are only ever added at the end
        <Block key={at} text={block} open={open && at === blocks.length - 1} />
      ))}
    </div>
  )
}
