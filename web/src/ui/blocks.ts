/** Markdown cut at the blank lines outside of code fences and lists, so that each part can be drawn by itself. */
export function blocksOf(text: string): string[] {
  const blocks: string[] = []
  let lines: string[] = []
  let fence = ''
  let list = false
  for (const line of text.split('\n')) {
    const inside = fence !== ''
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark !== undefined) {
      if (fence === '') fence = mark
      else if (line.trim().startsWith(fence)) fence = ''
    }
    const blank = line.trim() === ''
    if (!blank && !inside && lines.at(-1)?.trim() === '') {
      // After a blank line a list goes on with another item or an indented line.
      list = list && /^(\s{2,}|\s*([-*+]|\d+[.)])\s)/.test(line)
      if (!list) {
        blocks.push(lines.join('\n').trimEnd())
        lines = []
      }
    }
    if (lines.length === 0 && blank) continue
    if (lines.length === 0) list = /^\s*([-*+]|\d+[.)])\s/.test(line)
    lines.push(line)
  }
  if (lines.length > 0) blocks.push(lines.join('\n').trimEnd())
  return blocks
}
