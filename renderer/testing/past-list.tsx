/** The sends before, newest first: choose one to have it again, two to compare what came of them. */
import { Trash2 } from 'lucide-react'
import { bytesText, clockText, tookText } from '../messages/amounts.ts'
import { Badge } from '../messages/status.tsx'
import { answerStatus } from './answer-status.ts'
import { forgetSent } from './keep.ts'
import type { Sent } from './past.ts'
import { compare, loadSent, useTesting } from './store.ts'

export function PastList({ channel }: { channel: string }) {
  const past = useTesting((state) => state.past)
  const compared = useTesting((state) => state.compared)
  const shown = useTesting(({ results }) => results[channel]?.id)
  const own = past.filter((sent) => sent.channel === channel)
  return (
    <section className="test-past" aria-label="History of sends">
      <header className="exchange-head">
        <span className="muted cut">
          {compared.length === 0 ? 'Tick two to compare' : `${compared.length} of 2 to compare`}
        </span>
        <span className="grow" />
        <button
          type="button"
          className="btn small icon ghost"
          aria-label="Clear the history of this channel"
          title="Clear the history of this channel"
          disabled={own.length === 0}
          onClick={() => forgetSent(channel)}
        >
          <Trash2 size={13} />
        </button>
      </header>
      {own.length === 0 && <p className="exchange-note">Nothing was sent to {channel} yet.</p>}
      <ul>
        {own.map((sent) => (
          <Row
            key={sent.id}
            sent={sent}
            isShown={sent.id === shown}
            isCompared={compared.includes(sent.id)}
          />
        ))}
      </ul>
    </section>
  )
}

function Row(props: { sent: Sent; isShown: boolean; isCompared: boolean }) {
  const { sent, isShown, isCompared } = props
  const { id, at, line, answer } = sent
  const words = `${line}, ${clockText(at)}`
  return (
    <li className={isShown ? 'is-shown' : ''}>
      <input
        type="checkbox"
        aria-label={`Compare ${words}`}
        checked={isCompared}
        onChange={() => compare(id)}
      />
      <button type="button" aria-label={`Load ${words}`} onClick={() => loadSent(sent)}>
        <span className="test-past-first">
          <Badge {...answerStatus(answer)} />
          <span className="muted">{dayText(at)}</span>
        </span>
        <span className="mono cut" title={line}>
          {line}
        </span>
        <span className="muted mono cut">
          {tookText(answer.took)} · {bytesText(answer.size)}
        </span>
      </button>
    </li>
  )
}

/** The time of today; before, the day as well. */
function dayText(at: number): string {
  const time = clockText(at).slice(0, 8)
  const day = new Date(at)
  if (day.toDateString() === new Date().toDateString()) return time
  return `${day.toLocaleDateString()} ${time}`
}
