/** How an object of the project is doing, as a word in its colour. */
import type { ObjectStatus } from '../../runtime/model/control.ts'

const tones: Record<ObjectStatus['state'], string> = {
  off: '',
  incomplete: 'tone-warn',
  starting: 'tone-warn',
  ready: 'tone-ok',
  failing: 'tone-err',
  draining: 'tone-warn',
}

export function StateBadge({ state }: { state: ObjectStatus['state'] }) {
  return <span className={`badge ${tones[state]}`}>{state}</span>
}
