import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync('src/styles/tokens.css', 'utf8')

function tokens(theme: string): Map<string, string> {
  const block = new RegExp(`\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const BACKGROUNDS = ['bg0', 'bg1', 'bg2', 'bg3']
const TEXTS = ['text', 'text2', 'text3', 'accent', 'pass', 'fail', 'warn', 'ai', 'interviewer']
const CODE = ['keyword', 'string', 'number', 'function', 'comment', 'type'].map((kind) => `code-${kind}`)

describe.each(['dark', 'light'])('in the %s theme', (theme) => {
  const colour = (name: string) => {
    const found = tokens(theme).get(name)
    if (found === undefined) throw new Error(`there is no token ${name}`)
    return found
  }

  test.each(TEXTS)('%s can be read on every background', (text) => {
    for (const background of BACKGROUNDS) expect(contrast(colour(text), colour(background))).toBeGreaterThan(4.5)
  })

  test.each(CODE)('%s can be read where code stands', (text) => {
    for (const background of ['bg1', 'bg2']) expect(contrast(colour(text), colour(background))).toBeGreaterThan(4.5)
  })

  test('the edge of a control is seen, and what stands on a solid one is read', () => {
    for (const background of BACKGROUNDS) expect(contrast(colour('edge'), colour(background))).toBeGreaterThan(3)
    expect(contrast(colour('on-solid'), colour('solid'))).toBeGreaterThan(4.5)
  })
})
