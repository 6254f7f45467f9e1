import { Banner } from '../../ui/Banner'
import { Button } from '../../ui/Button'
import { useNotice } from './useNotice'

/** The newest thing that should not be missed, and what went wrong with the last action. */
export function NoticeBanner({ wrong, forget, onCases, resumed }: { wrong: string; forget: () => void; onCases: () => void; resumed: boolean }) {
  const { notice, dismiss } = useNotice(resumed)
  const reply = () => {
    document.querySelector<HTMLElement>('[data-chat="interviewer"]')?.focus()
    dismiss()
  }
  return (
    <>
      {wrong !== '' && (
        <Banner tone="fail" actions={<Button onClick={forget}>Dismiss</Button>}>
          {wrong}
        </Banner>
      )}
      {notice !== null && (
        <Banner
          tone={notice.tone}
          actions={
            <>
              {notice.kind === 'nudge' && <Button onClick={reply}>Reply</Button>}
              {notice.kind === 'verdict' && <Button onClick={onCases}>See the cases</Button>}
              <Button look="quiet" onClick={dismiss}>
                Dismiss
              </Button>
            </>
          }
        >
          {notice.kind === 'nudge' && <strong>The interviewer: </strong>}
          {notice.text}
        </Banner>
      )}
    </>
  )
}
