/** A token of the theme that is shown. */
export const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** The terminal's colours, from the tokens of the theme that is shown. */
export function colours() {
  return {
    background: token('bg1'),
    foreground: token('text'),
    cursor: token('accent'),
    cursorAccent: token('bg1'),
    selectionBackground: token('selection'),
    black: token('bg3'),
    red: token('fail'),
    green: token('pass'),
    yellow: token('warn'),
    blue: token('accent'),
    magenta: token('ai'),
    cyan: token('interviewer'),
    white: token('text2'),
    brightBlack: token('text3'),
    brightRed: token('fail'),
    brightGreen: token('pass'),
    brightYellow: token('warn'),
    brightBlue: token('accent'),
    brightMagenta: token('ai'),
    brightCyan: token('interviewer'),
    brightWhite: token('text'),
  }
}
