/** The lock on a channel: what guards it, how many calls it let in and refused, and why it lets in nobody. Open ones have none. */
import { LockKeyhole, ShieldAlert } from 'lucide-react'
import { useGuards } from '../store/guards.ts'
import { useLive } from '../store/live.ts'
import { Tip } from '../ui/tip.tsx'
import { shortCount } from './short-figures.ts'
import type { CardData } from './to-canvas.ts'

export function CardLock({ data }: { data: CardData }) {
  return data.guards.length > 0 && !data.isGhost ? <Lock data={data} /> : null
}

function Lock({ data }: { data: CardData }) {
  const guards = useGuards(data.guards)
  const letIn = useLive((live) => figureOf(live.statuses, data.object, 'letIn'))
  const refused = useLive((live) => figureOf(live.statuses, data.object, 'refused'))
  const trouble = guards.find((guard) => guard.trouble)?.trouble
  const [first, ...others] = data.guards
  const Icon = trouble ? ShieldAlert : LockKeyhole
  return (
    <Tip
      words={
        <span className="lock-words">
          {guards.map(({ name, words, trouble }) => (
            <span key={name}>
              <b>{name}</b> {words}
              {trouble && <span className="warn"> · {trouble}</span>}
            </span>
          ))}
          <span className="muted">
            {letIn ?? 0} let in, {refused ?? 0} refused
          </span>
        </span>
      }
    >
      <div className={`figures card-lock ${trouble ? 'warn' : ''}`} data-testid="card-lock">
        <Icon size={11} aria-label={trouble ?? `Guarded by ${data.guards.join(', ')}`} />
        <span className="cut">
          {first}
          {others.length > 0 && ` +${others.length}`}
        </span>
        {letIn !== undefined && letIn > 0 && <span>{shortCount(letIn)} in</span>}
        {refused !== undefined && refused > 0 && <span>{shortCount(refused)} refused</span>}
      </div>
    </Tip>
  )
}

function figureOf(
  statuses: Readonly<Record<string, { figures?: Record<string, number> }>>,
  key: string | undefined,
  name: string,
): number | undefined {
  return key === undefined ? undefined : statuses[key]?.figures?.[name]
}
