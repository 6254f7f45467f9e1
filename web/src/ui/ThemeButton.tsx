import { announce } from './announce'
import { IconButton } from './Button'
import type { IconName } from './Icon'
import { chooseTheme, type ThemeChoice, useThemeChoice } from './theme'

const NEXT: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' }
const ICON: Record<ThemeChoice, IconName> = { system: 'screen', light: 'sun', dark: 'moon' }
const NAME: Record<ThemeChoice, string> = { system: 'the system’s', light: 'light', dark: 'dark' }

/** Goes through the system's theme, light and dark. */
export function ThemeButton() {
  const choice = useThemeChoice()
  return (
    <IconButton
      icon={ICON[choice]}
      label={`Theme: ${NAME[choice]}. Switch to ${NAME[NEXT[choice]]}`}
      onClick={() => {
        chooseTheme(NEXT[choice])
        announce(`Theme: ${NAME[NEXT[choice]]}`)
      }}
    />
  )
}
