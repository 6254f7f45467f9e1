import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { useEffect, useRef, useState } from 'react'
import type { TerminalResized } from '../protocol/generated'
import type { Recording } from '../session/recording'
import { State } from '../ui/State'
import { useTheme } from '../ui/theme'
import { colours, token } from './look'
import styles from './TerminalPane.module.css'

/** As much output as is drawn again after a jump: more than a screen and its history hold. */
const MOST_CHARACTERS = 256 * 1024

/** What the terminals showed at a moment of a recording. */
export default function TerminalAt({ recording, index }: { recording: Recording; index: number }) {
  const theme = useTheme()
  const place = useRef<HTMLDivElement>(null)
  const terminal = useRef<Terminal | null>(null)
  const drawn = useRef(-1)
  const [empty, setEmpty] = useState(true)

  useEffect(() => {
    if (place.current === null) return
    const shown = new Terminal({
      fontFamily: token('font-code'),
      fontSize: 12,
      lineHeight: 1.25,
      theme: colours(),
      minimumContrastRatio: 4.5,
      scrollback: 5000,
      disableStdin: true,
      convertEol: false,
    })
    shown.open(place.current)
    shown.textarea?.setAttribute('aria-label', 'Terminal at this moment')
    terminal.current = shown
    drawn.current = -1
    return () => {
      shown.dispose()
      terminal.current = null
    }
  }, [])

  useEffect(() => {
    const shown = terminal.current
    if (shown === null) return
    const goesOn = index >= drawn.current && drawn.current >= 0
    const parts: string[] = []
    let characters = 0
    let size: TerminalResized | null = null
    // Backwards, so that a long history costs no more than what can be seen of it.
    for (let at = index; at > (goesOn ? drawn.current : -1) && characters < MOST_CHARACTERS; at -= 1) {
      const data = recording.log[at]?.data
      // The newest size is the one that the shown lines were broken for.
      if (data?.event_type === 'terminal_resized') size ??= data
      if (data?.event_type !== 'terminal_output') continue
      parts.push(data.text)
      characters += data.text.length
    }
    if (!goesOn) shown.reset()
    if (size !== null) shown.resize(size.columns, size.rows)
    shown.write(parts.toReversed().join(''))
    drawn.current = index
    // oxlint-disable-next-line react/set-state-in-effect -- what was drawn is known here only
    setEmpty((before) => characters === 0 && (before || !goesOn))
  }, [recording, index])

  useEffect(() => {
    if (terminal.current !== null) terminal.current.options.theme = colours()
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the colours are read from the document
  }, [theme])

  return (
    <div className={styles['pane']}>
      {empty && (
        <State icon="terminal" title="Nothing in the terminal yet">
          At this moment no shell had shown anything.
        </State>
      )}
      <div className={`${styles['screen']} ${styles['recorded']}`} ref={place} hidden={empty} />
    </div>
  )
}
