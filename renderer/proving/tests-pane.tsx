/** The Tests tab of the dock: saved tests, replays of what passed, and what the project would do otherwise than it did. */
import { BehaviourView } from './behaviour-view.tsx'
import './proving.css'
import { ReplayView } from './replay-view.tsx'
import { useProving } from './store.ts'
import { TestsView } from './tests-view.tsx'

export function TestsPane() {
  const view = useProving((state) => state.view)
  return (
    // nokey: React Flow listens on the whole document for its own keys, and would swallow the spaces typed here.
    <div className="proving nokey">
      {view === 'tests' && <TestsView />}
      {view === 'replay' && <ReplayView />}
      {view === 'behaviour' && <BehaviourView />}
    </div>
  )
}
