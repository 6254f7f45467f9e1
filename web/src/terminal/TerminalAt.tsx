import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { useEffect, useRef, useState } from 'react'
import type { TerminalResized } from '../protocol/generated'
import type { Recording } from '../session/recording'
import { State } from '../ui/State'
import { Tab, TabList, TabPane, Tabs } from '../ui/Tabs'
import { useTheme } from '../ui/theme'
import { colours, token } from './look'
import styles from './TerminalPane.module.css'

/** As much output as is drawn again after a jump: a few screens, and written in a few milliseconds. */
const MOST_CHARACTERS = 8 * 1024

/** What the terminals showed at a moment of a recording: the one that showed something last, unless another is chosen. */
export default function TerminalAt({ recording, index }: { recording: Recording; index: number }) {
  const [chosen, setChosen] = useState('')
  const { opened, newest } = recording.terminalsAt(index)
  if (opened.length === 0) {
    return (
      <State icon="terminal" title="Nothing in the terminal yet">
        At this moment no shell had shown anything.
      </State>
    )
  }
  const shown = opened.includes(chosen) ? chosen : newest
  const screen = <Screen key={shown} recording={recording} terminal={shown} index={index} />
  if (opened.length === 1) return screen
  return (
    <Tabs value={shown} onValueChange={(name) => setChosen(name === newest ? '' : name)} activationMode="manual">
      <TabList aria-label="Terminals">
        {opened.map((name) => (
          <Tab key={name} value={name}>
            {name}
          </Tab>
        ))}
      </TabList>
      <TabPane value={shown}>{screen}</TabPane>
    </Tabs>
  )
}

function Screen({ recording, terminal: name, index }: { recording: Recording; terminal: string; index: number }) {
  const theme = useTheme()
  const place = useRef<HTMLDivElement>(null)
  const terminal = useRef<Terminal | null>(null)
  const drawn = useRef(-1)

  useEffect(() => {
    if (place.current === null) return
    const shown = new Terminal({
      fontFamily: token('font-code'),
      fontSize: 12,
      lineHeight: 1.25,
      theme: colours(),
      minimumContrastRatio: 4.5,
      scrollback: 1000,
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
    const events = recording.terminals.get(name) ?? []
    const from = index >= drawn.current ? drawn.current : -1
    const parts: string[] = []
    let characters = 0
    let size: TerminalResized | null = null
    // Backwards, so that a long history costs no more than what can be seen of it.
    for (let at = events.findLastIndex((one) => one <= index); at >= 0 && characters < MOST_CHARACTERS; at -= 1) {
      const place = events[at] ?? -1
      if (place <= from) break
      const data = recording.log[place]?.data
      // The newest size is the one that the shown lines were broken for.
      if (data?.event_type === 'terminal_resized') size ??= data
      if (data?.event_type !== 'terminal_output') continue
      parts.push(data.text)
      characters += data.text.length
    }
    if (from < 0) shown.reset()
    if (size !== null) shown.resize(size.columns, size.rows)
    if (characters > 0) shown.write(parts.toReversed().join(''))
    drawn.current = index
  }, [recording, name, index])

  useEffect(() => {
    if (terminal.current !== null) terminal.current.options.theme = colours()
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the colours are read from the document
  }, [theme])

  return (
    <div className={styles['pane']}>
      <div className={`${styles['screen']} ${styles['recorded']}`} ref={place} />
    </div>
  )
}
