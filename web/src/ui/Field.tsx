import { type ReactNode, useId } from 'react'
import styles from './Field.module.css'

interface Props {
  label: string
  hint?: string
  wrong?: string | undefined
  children: (attributes: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** A labelled control, with a hint and what is wrong with it. */
export function Field({ label, hint, wrong, children }: Props) {
  const id = useId()
  const told = [hint !== undefined && `${id}-hint`, wrong !== undefined && `${id}-wrong`].filter(Boolean).join(' ')
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        ...(told === '' ? {} : { 'aria-describedby': told }),
        ...(wrong === undefined ? {} : { 'aria-invalid': true as const }),
      })}
      {hint !== undefined && (
        <span className={styles['hint']} id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong !== undefined && (
        <span className={styles['wrong']} id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  )
}
