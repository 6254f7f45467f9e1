import { useSyncExternalStore } from 'react'

export type Theme = 'dark' | 'light'
export type ThemeChoice = Theme | 'system'

const system = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()
let choice = stored()

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem('theme')
    return value === 'dark' || value === 'light' ? value : 'system'
  } catch {
    return 'system'
  }
}

function shown(): Theme {
  return choice === 'system' ? (system.matches ? 'dark' : 'light') : choice
}

function show(): void {
  document.documentElement.dataset['theme'] = shown()
  for (const listener of listeners) listener()
}

system.addEventListener('change', show)
// The system may have changed its mind since the boot file ran.
show()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Shows a theme from now on, and after a reload, too. */
export function chooseTheme(next: ThemeChoice): void {
  choice = next
  try {
    localStorage.setItem('theme', next)
  } catch {
    // Storage may be forbidden: then the choice lasts as long as the page.
  }
  show()
}

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, () => choice)
export const useTheme = (): Theme => useSyncExternalStore(subscribe, shown)
