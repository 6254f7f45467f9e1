import { FitAddon } from '@xterm/addon-fit'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useSession } from '../session/context'
import { Button } from '../ui/Button'
import { Spinner } from '../ui/State'
import { useTheme } from '../ui/theme'
import { TerminalConnection, type TerminalLink } from './connection'
import { colours, token } from './look'
import styles from './TerminalPane.module.css'

interface Props {
  name: string
  onLeave: () => void
  /** Its shell has ended. */
  onEnded: (name: string) => void
  /** Stands in the corner of the screen. */
  tool: ReactNode
}

/** A shared shell of the workspace; who may not type looks on. */
export function TerminalPane({ name, onLeave, onEnded, tool }: Props) {
  const { store } = useSession()
  const theme = useTheme()
  const place = useRef<HTMLDivElement>(null)
  const terminal = useRef<Terminal | null>(null)
  const connection = useRef<TerminalConnection | null>(null)
  const leave = useRef(onLeave)
  const [link, setLink] = useState<TerminalLink>({ state: 'connecting' })
  const [writable, setWritable] = useState(true)
  const [reader, setReader] = useState(false)

  useEffect(() => {
    leave.current = onLeave
  }, [onLeave])

  useEffect(() => {
    if (place.current === null) return
    const screen = place.current
    const shown = new Terminal({
      fontFamily: token('font-code'),
      fontSize: 13,
      lineHeight: 1.25,
      theme: colours(),
      minimumContrastRatio: 4.5,
      scrollback: 5000,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    })
    const fit = new FitAddon()
    shown.loadAddon(fit)
    shown.loadAddon(new WebLinksAddon())
    shown.open(screen)
    shown.textarea?.setAttribute('aria-label', 'Terminal. Control, Shift and period leaves it.')
    fit.fit()
    terminal.current = shown
    const link = new TerminalConnection({
      sessionId: store.sessionId,
      name,
      size: () => ({ rows: shown.rows, columns: shown.cols }),
      onReady: (mayType) => {
        shown.reset()
        shown.options.disableStdin = !mayType
        setWritable(mayType)
      },
      onBytes: (bytes) => shown.write(bytes),
      onLink: setLink,
    })
    connection.current = link
    const encoder = new TextEncoder()
    shown.onData((text) => link.type(encoder.encode(text)))
    shown.attachCustomKeyEventHandler((event) => {
      // Tab belongs to the shell, so another key leaves (WCAG 2.1.2).
      const leaves = event.type === 'keydown' && event.ctrlKey && event.shiftKey && event.code === 'Period'
      if (leaves) leave.current()
      // Ctrl+Enter runs the tests, wherever it is pressed.
      return !leaves && !(event.ctrlKey && event.key === 'Enter')
    })
    const watch = new ResizeObserver(() => {
      if (screen.clientHeight === 0) return
      const before = `${shown.rows}x${shown.cols}`
      fit.fit()
      if (before !== `${shown.rows}x${shown.cols}`) link.resize()
    })
    watch.observe(screen)
    return () => {
      watch.disconnect()
      link.close()
      shown.dispose()
      terminal.current = null
    }
  }, [store, name])

  useEffect(() => {
    if (link.state === 'ended' && link.exited) onEnded(name)
  }, [link, name, onEnded])

  useEffect(() => {
    if (terminal.current !== null) terminal.current.options.theme = colours()
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the colours are read from the document
  }, [theme])

  useEffect(() => {
    if (terminal.current !== null) terminal.current.options.screenReaderMode = reader
  }, [reader])

  return (
    <div className={styles['pane']}>
      {link.state !== 'open' && (
        <output className={styles['notice']}>
          {link.state === 'ended' ? (
            <>
              {link.why}
              <Button onClick={() => connection.current?.again()}>Open a terminal</Button>
            </>
          ) : (
            <>
              <Spinner />
              {link.state === 'connecting' ? 'The terminal is being opened' : 'The terminal comes back by itself'}
            </>
          )}
        </output>
      )}
      {link.state === 'open' && !writable && (
        <output className={styles['notice']}>You look on; only the candidate types here.</output>
      )}
      <div className={styles['tools']}>
        <button type="button" className={styles['reader']} aria-pressed={reader} onClick={() => setReader(!reader)}>
          Screen reader mode
        </button>
        {tool}
      </div>
      <div className={styles['screen']} ref={place} />
    </div>
  )
}
