/** The line above each view of the Tests tab: which one it is, its own tools, how far it is, and what could not be done. */
import { Square } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLive } from '../store/live.ts'
import { stopProving } from './run.ts'
import { type ProofView, setProving, useProving } from './store.ts'

const views: readonly { view: ProofView; title: string }[] = [
  { view: 'tests', title: 'Saved tests' },
  { view: 'replay', title: 'Replay' },
  { view: 'behaviour', title: 'Behaviour' },
]

export function ProofHead({ children }: { children?: ReactNode }) {
  const view = useProving((state) => state.view)
  return (
    <header className="proving-head">
      <div className="payload-choice" role="tablist" aria-label="What is proved">
        {views.map(({ view: each, title }) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={view === each}
            onClick={() => setProving({ view: each })}
          >
            {title}
          </button>
        ))}
      </div>
      {children}
    </header>
  )
}

const doing = {
  tests: 'Running tests',
  proposing: 'Making a test',
  replay: 'Replaying',
  behaviour: 'Comparing',
} as const

/** How far it is, and the way to end it; nothing while nothing runs. */
export function Progress() {
  const underway = useProving((state) => state.underway)
  if (!underway) return null
  const { what, done, total } = underway
  return (
    <span className="proving-progress" role="status">
      <progress max={Math.max(1, total)} value={done} aria-label={doing[what]} />
      <span className="muted mono">
        {done} of {total}
      </span>
      <button type="button" className="btn small" onClick={() => void stopProving()}>
        <Square size={10} fill="currentColor" />
        Stop
      </button>
    </span>
  )
}

/** What could not be done, in place. */
export function Trouble() {
  const trouble = useProving((state) => state.trouble)
  const connected = useLive((live) => live.connected)
  if (!connected) {
    return (
      <p className="proving-trouble" role="alert">
        The runtime is not running. Start it first.
      </p>
    )
  }
  if (trouble === undefined) return null
  return (
    <p className="proving-trouble" role="alert">
      {trouble}
    </p>
  )
}
