/** The code beside the canvas: a tab for each open file, how it stands to what runs, and the editor, loaded when first needed. */
import { X } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useProject } from '../store/project.ts'
import { closeFile, openFile, useSelection } from '../store/selection.ts'
import './code.css'
import { LiveBadge } from './live-badge.tsx'

const CodeEditor = lazy(async () => ({ default: (await import('./workshop.ts')).CodeEditor }))

export function CodePane() {
  const files = useSelection((selection) => selection.files)
  const file = useSelection((selection) => selection.file)
  const services = useProject((state) => state.project.services)
  if (file === undefined) return null
  return (
    // nokey: React Flow listens on the whole document for its own keys, and would swallow the spaces typed into the editor.
    <section className="code nokey" aria-label="Code">
      <header>
        <nav className="code-tabs" aria-label="Open files">
          {files.map((path) => (
            <Tab key={path} path={path} isShown={path === file} />
          ))}
        </nav>
        {services[file] && <LiveBadge path={file} />}
      </header>
      {services[file] ? (
        <Suspense fallback={<p className="code-note">Loading the editor…</p>}>
          <CodeEditor path={file} />
        </Suspense>
      ) : (
        <div className="code-note">
          <p>{file} is no longer part of the project.</p>
          <button type="button" className="btn small" onClick={() => closeFile(file)}>
            Close the tab
          </button>
        </div>
      )}
    </section>
  )
}

function Tab({ path, isShown }: { path: string; isShown: boolean }) {
  const name = path.replace(/^services\//, '')
  return (
    <span className={isShown ? 'code-tab is-shown' : 'code-tab'}>
      <button
        type="button"
        aria-current={isShown}
        className="cut"
        title={path}
        onClick={() => openFile(path)}
        onAuxClick={(event) => event.button === 1 && closeFile(path)}
      >
        <span className="code-sign" aria-hidden="true">
          ƒ
        </span>
        {isShown && <span className="muted">services/</span>}
        {name}
      </button>
      <button
        type="button"
        className="code-close"
        aria-label={`Close ${name}`}
        title="Close (Ctrl W)"
        onClick={() => closeFile(path)}
      >
        <X size={12} />
      </button>
    </span>
  )
}
