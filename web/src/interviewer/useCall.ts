import { useState } from 'react'
import { Problem } from '../api/problem'
import { useSession } from '../session/context'
import { announce } from '../ui/announce'

interface Request {
  method: 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  /** What is said when it is done. */
  said?: string
}

/** What an interviewer asks of the server: whether it is under way, and what went wrong with the last of it. */
export function useCall() {
  const { api } = useSession()
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState('')
  const attempt = async (act: () => Promise<unknown>, said?: string): Promise<boolean> => {
    setBusy(true)
    setWrong('')
    try {
      await act()
      if (said !== undefined) announce(said)
      return true
    } catch (error) {
      setWrong(Problem.words(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  const call = (path: string, { said, ...request }: Request) => attempt(() => api.call(path, request), said)
  return { busy, wrong, attempt, call }
}
