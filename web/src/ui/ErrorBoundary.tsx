import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from './Button'
import { State } from './State'

interface Props {
  /** What is told beside the excuse: what happens to people's work. */
  words: string
  children: ReactNode
}

/** Shows an excuse and a way on where a part of the page has broken, instead of an empty page. */
export class ErrorBoundary extends Component<Props, { broken: string }> {
  override state = { broken: '' }

  static getDerivedStateFromError(error: unknown): { broken: string } {
    return { broken: error instanceof Error ? error.message : String(error) }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    reportError(new Error(`${String(error)} in ${info.componentStack ?? 'the page'}`, { cause: error }))
  }

  override render(): ReactNode {
    const { broken } = this.state
    if (broken === '') return this.props.children
    return (
      <main>
        <State
          whole
          icon="warn"
          title="The page has a fault"
          action={
            <Button look="primary" onClick={() => location.reload()}>
              Load the page again
            </Button>
          }
        >
          {this.props.words} It says: {broken}
        </State>
      </main>
    )
  }
}
