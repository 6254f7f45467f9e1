import { useView } from '../../session/context'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'

/** Asks before the work is handed in. */
export function SubmitDialog({ open, onClose, onSubmit }: { open: boolean; onClose: () => void; onSubmit: () => void }) {
  const question = useView((view) => view.question)
  const run = useView((view) => view.run)
  const failing = run?.kind === 'run' ? (run.finished?.failed ?? 0) : 0
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Submit your work?"
      summary={`All ${(question?.cases.length ?? 0) + (question?.hidden_cases ?? 0)} cases are run, with the ${question?.hidden_cases ?? 0} hidden ones. If it is accepted, the next question follows; if not, you can go on and submit again.`}
      actions={
        <>
          <Button onClick={onClose}>Not yet</Button>
          <Button
            look="primary"
            onClick={() => {
              onClose()
              onSubmit()
            }}
          >
            Submit
          </Button>
        </>
      }
    >
      {failing > 0 && <p>In your last run {failing === 1 ? 'one visible case failed' : `${failing} visible cases failed`}.</p>}
    </Dialog>
  )
}

/** Asks before the interview is ended. */
export function EndDialog({ open, onClose, onEnd }: { open: boolean; onClose: () => void; onEnd: () => void }) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="End the interview?"
      summary="The interviewer gives its feedback and writes the report. You cannot go on after that. Work that is not submitted does not count as solved."
      actions={
        <>
          <Button onClick={onClose}>Go on working</Button>
          <Button
            look="danger"
            onClick={() => {
              onClose()
              onEnd()
            }}
          >
            End the interview
          </Button>
        </>
      }
    />
  )
}
