/** Export: what it is to run on, what would be written, and where it went. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { type ExportTarget, exportTargets } from '../../runtime/model/export.ts'
import { desktop } from '../desktop.ts'
import { setView } from '../store/view.ts'
import { exportStore, followProgress, look, write } from './exporting.ts'
import { Preview } from './preview.tsx'
import './export.css'

const targets: Readonly<Record<ExportTarget, { title: string; help: string }>> = {
  node: { title: 'Node', help: 'A folder that runs with node server.js and nothing else.' },
  docker: { title: 'Docker', help: 'The same, with a Dockerfile.' },
  compose: { title: 'Compose', help: 'A container, with the brokers of this machine beside it.' },
  kubernetes: { title: 'Kubernetes', help: 'A container, with manifests to be applied.' },
}

const steps: Readonly<Record<string, string>> = {
  check: 'Checking the project',
  services: 'Compiling services',
  packages: 'Bundling packages',
  engine: 'Taking what it uses of the engine',
  secrets: 'Looking for secrets',
  write: 'Writing',
}

export function ExportDialog() {
  const state = useStore(exportStore)
  const { target, doing, preview, folder, failure, isTaken } = state
  useEffect(() => {
    const unfollow = followProgress()
    void look(exportStore.getState().target)
    return unfollow
  }, [])
  const canWrite = doing === undefined && preview !== undefined && preview.refusals.length === 0
  return (
    <form
      className="dialog export"
      onSubmit={(event) => {
        event.preventDefault()
        if (canWrite) void write()
      }}
    >
      <h2>Export</h2>
      <fieldset className="export-targets" disabled={doing === 'writing'}>
        <legend className="unseen">What it is to run on</legend>
        {exportTargets.map((one) => (
          <label key={one} className={one === target ? 'is-on' : undefined}>
            <input
              type="radio"
              name="target"
              checked={one === target}
              onChange={() => void look(one)}
            />
            <b>{targets[one].title}</b>
            <small>{targets[one].help}</small>
          </label>
        ))}
      </fieldset>
      <div className="export-body">
        {folder === undefined && preview && <Preview preview={preview} />}
        {folder !== undefined && (
          <p className="export-done" role="status">
            It is in <code>{folder}</code>. Start it with <code>node server.js</code>; its README
            says the rest.
          </p>
        )}
        {failure && (
          <p className="field-error" role="alert">
            {failure.message}
          </p>
        )}
        {doing && <Progress />}
      </div>
      <footer>
        <button type="button" className="btn" onClick={() => setView({ over: undefined })}>
          Close
        </button>
        {folder !== undefined && (
          <button type="button" className="btn" onClick={() => void desktop().revealExport()}>
            Show in folder
          </button>
        )}
        {isTaken && (
          <button type="button" className="btn danger" onClick={() => void write(true)}>
            Replace what is there
          </button>
        )}
        <button type="submit" className="btn primary" disabled={!canWrite}>
          {folder === undefined ? 'Export…' : 'Export again…'}
        </button>
      </footer>
    </form>
  )
}

function Progress() {
  const { progress } = useStore(exportStore)
  const words = steps[progress?.step ?? 'check'] ?? 'Working'
  return (
    <div className="export-progress" role="status">
      <span>{words}…</span>
      <progress max={progress?.of ?? 1} value={progress?.done ?? 0} aria-label={words} />
    </div>
  )
}
