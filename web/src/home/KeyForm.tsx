import { useState } from 'react'
import { keepApiKey } from '../api/credentials'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import styles from './KeyForm.module.css'

/** Asks for the API key, which this tab keeps until it is closed. */
export function KeyForm({ refused, onKey }: { refused: boolean; onKey: () => void }) {
  const [key, setKey] = useState('')
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (key.trim() === '') return
        keepApiKey(key.trim())
        onKey()
      }}
    >
      <Field
        label="API key"
        hint="This server asks for its key. It stays in this tab until you close it."
        wrong={refused ? 'This key was refused. Check the value of API_KEY on the server.' : undefined}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="password"
            autoComplete="off"
            value={key}
            onChange={({ target }) => setKey(target.value)}
          />
        )}
      </Field>
      <Button look="primary" type="submit" disabled={key.trim() === ''}>
        Use this key
      </Button>
    </form>
  )
}
