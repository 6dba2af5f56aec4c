/** "Who may call this": each channel that leads to a service, with what guards it. */
import { CalendarClock, LockKeyhole, LockKeyholeOpen, ShieldAlert } from 'lucide-react'
import { useGuards } from '../store/guards.ts'
import { useProject } from '../store/project.ts'
import { reveal } from '../store/selection.ts'
import type { Services } from '../store/services.ts'
import { type Caller, callersOf } from './callers.ts'

export function CallersSection({ name, services }: { name: string; services: Services }) {
  const project = useProject((state) => state.project)
  const callers = callersOf(project, services, name)
  return (
    <section aria-label="Who may call this">
      <h2 className="overline section-title">Who may call this</h2>
      <div className="fields">
        {callers.map((caller) => (
          <CallerRow key={caller.channel} caller={caller} />
        ))}
        {callers.length === 0 && <p className="pane-none">nobody: no channel leads here</p>}
      </div>
    </section>
  )
}

function CallerRow({ caller }: { caller: Caller }) {
  const { channel, title, icon, flow, node, via, isOff, isJob, guards, open } = caller
  const lets = useGuards(guards)
  const trouble = lets.find((guard) => guard.trouble)?.trouble
  const Open = isJob ? CalendarClock : LockKeyholeOpen
  const Icon = trouble ? ShieldAlert : guards.length > 0 ? LockKeyhole : Open
  const marks = [title, isOff ? 'off' : '', via ? `through ${via}` : ''].filter(Boolean)
  return (
    <button
      type="button"
      className="input as-button caller"
      onClick={() => reveal({ collection: 'flows', name: flow, node })}
    >
      <span className="ic existing role-channel" aria-hidden="true">
        {icon}
      </span>
      <span className="grow">
        <span className="caller-line">
          <span className="cut">{channel}</span>
          <span className="muted cut">{marks.join(' · ')}</span>
        </span>
        <span className={`caller-who ${trouble ? 'warn' : ''}`}>
          <Icon size={11} aria-hidden="true" />
          {guards.length === 0
            ? open
            : lets.map(({ name, words }) => `${name} (${words})`).join(' or ')}
          {trouble && `: ${trouble}`}
        </span>
      </span>
    </button>
  )
}
