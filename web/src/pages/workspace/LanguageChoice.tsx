import { useState } from 'react'
import { Problem } from '../../api/problem'
import type { Language } from '../../protocol/generated'
import { useSession, useView } from '../../session/context'
import { announce } from '../../ui/announce'
import styles from './Workspace.module.css'

const NAMES: Record<Language, string> = { python: 'Python', javascript: 'JavaScript', typescript: 'TypeScript', go: 'Go' }

/** The language of the question, where there is a choice; what was written in another one is kept. */
export function LanguageChoice({ onWrong }: { onWrong: (words: string) => void }) {
  const { store } = useSession()
  const languages = useView((view) => view.question?.languages)
  const language = useView((view) => view.language)
  const [changing, setChanging] = useState(false)
  if (languages === undefined || languages.length < 2) return null
  const change = async (wanted: Language) => {
    setChanging(true)
    try {
      await store.ask('language', { language: wanted })
      announce(`Now in ${NAMES[wanted]}; your other files are kept`)
    } catch (error) {
      onWrong(Problem.words(error))
    }
    setChanging(false)
  }
  return (
    <select
      className={styles['choice']}
      aria-label="Language"
      value={language ?? ''}
      disabled={changing}
      onChange={({ target }) => {
        const wanted = languages.find((one) => one === target.value)
        if (wanted !== undefined) void change(wanted)
      }}
    >
      {languages.map((one) => (
        <option key={one} value={one}>
          {NAMES[one]}
        </option>
      ))}
    </select>
  )
}
