import { Link } from 'react-router'
import { State } from '../ui/State'

export default function NotFoundPage() {
  return (
    <main>
      <State whole icon="info" title="There is no such page" action={<Link to="/">To the start</Link>}>
        Check the address, or open the link that you were sent again.
      </State>
    </main>
  )
}
