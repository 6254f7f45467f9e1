import styles from './Interviewer.module.css'

/** Why a call was refused. */
export function Wrong({ words }: { words: string }) {
  if (words === '') return null
  return (
    <p className={styles['wrong']} role="alert">
      {words}
    </p>
  )
}
