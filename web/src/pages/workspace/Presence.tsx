import type { Role } from '../../protocol/generated'
import { useSnapshot } from '../../session/context'
import { Badge, type BadgeTone } from '../../ui/Badge'

const LOOK: Partial<Record<Role, readonly [word: string, tone: BadgeTone]>> = {
  candidate: ['Candidate', 'accent'],
  interviewer: ['Interviewer', 'interviewer'],
  observer: ['Observer', 'plain'],
}

/** Who else is here now. */
export function Presence() {
  const people = useSnapshot((snapshot) => snapshot.people)
  const role = useSnapshot((snapshot) => snapshot.role)
  const others = people.filter((person) => person.role !== role)
  return others.map(({ connection_id: id, role: their, name }) => {
    const [word, tone] = LOOK[their] ?? [their, 'plain']
    return (
      <Badge key={id} tone={tone} icon="person">
        {name === '' ? `${word} is here` : `${name} is here`}
      </Badge>
    )
  })
}
