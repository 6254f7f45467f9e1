import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { Icon } from '../ui/Icon'
import styles from './FileTree.module.css'
import { type Entry, rowsOf, treeOf } from './tree'

interface Props {
  entries: readonly Entry[]
  active: string
  onOpen: (path: string) => void
}

/** A WAI-ARIA tree: one tab stop; arrows, Home, End and first letters move in it. */
export function FileTree({ entries, active, onOpen }: Props) {
  const tree = useMemo(() => treeOf(entries), [entries])
  const [shut, setShut] = useState<ReadonlySet<string>>(new Set())
  const [current, setCurrent] = useState(active)
  const list = useRef<HTMLUListElement>(null)
  const rows = rowsOf(tree, shut)
  const at = Math.max(
    0,
    rows.findIndex(({ node }) => node.path === current),
  )

  const toggle = (path: string, open: boolean) =>
    setShut((before) => {
      const next = new Set(before)
      if (open) next.delete(path)
      else next.add(path)
      return next
    })
  const choose = (path: string, folder: boolean, open: boolean) => {
    setCurrent(path)
    if (folder) toggle(path, !open)
    else onOpen(path)
  }
  const move = (to: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, to))]
    if (row === undefined) return
    setCurrent(row.node.path)
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(row.node.path)}"]`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at]
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const { node, open } = row
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at - 1),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      ArrowRight: () => (node.folder && !open ? toggle(node.path, true) : move(at + 1)),
      ArrowLeft: () => {
        if (open) toggle(node.path, false)
        else move(rows.findLastIndex((other, index) => index < at && other.level < row.level))
      },
      Enter: () => choose(node.path, node.folder, open),
      ' ': () => choose(node.path, node.folder, open),
    }
    const step = steps[event.key]
    if (step !== undefined) step()
    else if (event.key.length === 1) {
      const letter = event.key.toLowerCase()
      const order = [...rows.slice(at + 1), ...rows.slice(0, at + 1)]
      const found = order.find((other) => other.node.name.toLowerCase().startsWith(letter))
      if (found !== undefined) move(rows.indexOf(found))
    } else return
    event.preventDefault()
  }

  return (
    <ul role="tree" aria-label="Files" className={styles['tree']} ref={list} onKeyDown={onKeyDown}>
      {rows.map(({ node, level, open, position, siblings }, index) => (
        // The tree's own keys are handled above.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <li
          key={node.path}
          role="treeitem"
          aria-level={level}
          aria-posinset={position}
          aria-setsize={siblings}
          aria-selected={node.path === active}
          {...(node.folder ? { 'aria-expanded': open } : {})}
          data-path={node.path}
          tabIndex={index === at ? 0 : -1}
          className={styles['row']}
          style={{ paddingInlineStart: 8 + (level - 1) * 14 }}
          onClick={() => choose(node.path, node.folder, open)}
        >
          <span className={styles['twist']} data-open={open}>
            {node.folder ? <Icon name="chevron" size={12} /> : <Icon name="file" size={14} />}
          </span>
          <span className={styles['name']}>{node.name}</span>
          {node.locked && (
            <span className={styles['lock']}>
              <Icon name="lock" size={12} />
              <span className="vh">read-only</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
