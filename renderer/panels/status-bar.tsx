/** The line at the bottom: saved, deployed, counts, problems, process, version. */
import { useDeploy } from '../store/deploy.ts'
import { useLive } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { useProject } from '../store/project.ts'
import { useSave } from '../store/save.ts'
import { showDock, useView } from '../store/view.ts'

export function StatusBar() {
  const isOpen = useProject(({ folder }) => folder !== undefined)
  const version = useView((view) => view.versions?.app)
  return (
    <footer className="status">
      {isOpen && (
        <>
          <Saved />
          <Deployed />
        </>
      )}
      <span className="grow" />
      {isOpen && <Counts />}
      <Process />
      {version && <span>patchbay {version}</span>}
    </footer>
  )
}

function Saved() {
  const state = useSave((saving) => saving.state)
  const words = { saved: '● saved', dirty: '○ saving…', saving: '○ saving…', failed: '✕ not saved' }
  return <span className={state === 'failed' ? 'bad' : ''}>{words[state]}</span>
}

function Deployed() {
  const auto = useDeploy((deploy) => deploy.auto)
  const revision = useProject((state) => state.revision)
  const deployed = useLive((live) => live.deployed)
  const deploying = useLive((live) => live.deploying)
  const refused = useLive((live) => live.refused)
  const connected = useLive((live) => live.connected)
  if (!connected) return <span>not deployed</span>
  if (refused) return <span className="bad">deploy refused</span>
  if (deploying) return <span>deploying…</span>
  if (!deployed) return <span>not deployed</span>
  if (!auto && deployed.revision !== revision) {
    const count = revision - deployed.revision
    return (
      <span className="warn">{count === 1 ? '1 change' : `${count} changes`} not deployed</span>
    )
  }
  return <span>deployed in {Math.max(1, Math.round(deployed.took))} ms</span>
}

function Counts() {
  const channels = useProject(({ project }) => Object.keys(project.channels).length)
  const services = useProject(({ project }) => Object.keys(project.services).length)
  const errors = useProblems((problems) => problems.errors)
  const warnings = useProblems((problems) => problems.warnings)
  const all = errors + warnings
  return (
    <>
      <span>{plural(channels, 'channel')}</span>
      <span>{plural(services, 'service file')}</span>
      <button
        type="button"
        className={errors > 0 ? 'bad' : warnings > 0 ? 'warn' : ''}
        onClick={() => showDock('problems')}
      >
        {all === 0 ? 'no problems' : plural(all, 'problem')}
      </button>
    </>
  )
}

function Process() {
  const runtime = useLive((live) => live.runtime)
  if (runtime.state !== 'running') return null
  return <span>pid {runtime.pid}</span>
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
