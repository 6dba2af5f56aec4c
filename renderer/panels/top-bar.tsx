/** Project, command box, and how the runtime is. */
import { ChevronDown, Play, RotateCw, Scale, Square } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { shortRate } from '../canvas/short-figures.ts'
import { commandOf } from '../commands/all.ts'
import { quickOpen } from '../commands/over.ts'
import { runCommand } from '../commands/run.ts'
import { bytesText } from '../messages/amounts.ts'
import { useDeploy } from '../store/deploy.ts'
import { useLive } from '../store/live.ts'
import { useProject } from '../store/project.ts'
import { setView, useView } from '../store/view.ts'
import { CommandButton, shownKeys } from '../ui/command-button.tsx'

export function TopBar() {
  // Read so that the box shows its keys when they are changed.
  useView((view) => view.keys)
  return (
    <header className="top">
      <div className="side">
        <span className="logo" role="img" aria-label="Patchbay" />
        <h1 className="unseen">Patchbay</h1>
        <ProjectMenu />
      </div>
      <button type="button" className="command-box" onClick={() => setView({ over: 'open' })}>
        <span className="cut">Search or run a command…</span>
        <kbd>{shownKeys(quickOpen)}</kbd>
      </button>
      <div className="side end">
        <RuntimeWords />
        <RuntimeButtons />
      </div>
    </header>
  )
}

const entries = [
  'newProject',
  'openProject',
  'openRecent',
  'samples',
  '-',
  'projectSettings',
  'revealFolder',
  'save',
] as const

function ProjectMenu() {
  const name = useProject(({ folder, project }) => (folder ? project.settings.name : 'Patchbay'))
  const folder = useProject((state) => state.folder)
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="project-name" title={folder}>
          <span className="cut">{name}</span>
          <ChevronDown size={13} className="muted" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          {folder && <div className="menu-title cut">{folder}</div>}
          {entries.map((id) => {
            const command = commandOf(id)
            if (!command) return <DropdownMenu.Separator key={id} className="menu-line" />
            return (
              <DropdownMenu.Item
                key={id}
                className="menu-item"
                onSelect={() => void runCommand(command)}
              >
                {command.title}
                <kbd>{shownKeys(command)}</kbd>
              </DropdownMenu.Item>
            )
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const stateWords = {
  stopped: 'Stopped',
  starting: 'Starting…',
  running: 'Running',
  crashed: 'Crashed',
} as const

function RuntimeWords() {
  const state = useLive((live) => live.runtime.state)
  const rate = useLive((live) => live.rate)
  const memory = useLive((live) => live.memory)
  const isHeld = useLive((live) => live.blocked !== undefined)
  return (
    <span className="runtime" role="status" data-state={state}>
      <span className={`led ${isHeld ? 'starting' : state}`} aria-hidden="true" />
      {isHeld ? 'Held' : stateWords[state]}
      {state === 'running' && !isHeld && memory > 0 && (
        <span className="muted runtime-figures">
          {rate > 0 ? shortRate(rate).replace('/', ' msg/') : '0 msg/s'} · {bytesText(memory)}
        </span>
      )}
    </span>
  )
}

function RuntimeButtons() {
  const state = useLive((live) => live.runtime.state)
  const hasProject = useProject(({ folder }) => folder !== undefined)
  const auto = useDeploy((deploy) => deploy.auto)
  const isBehind = useIsBehind()
  const isUp = state === 'running' || state === 'starting'
  return (
    <>
      {!auto && isBehind && (
        <CommandButton id="compareBehaviour" className="btn icon" isEnabled={hasProject}>
          <Scale size={13} />
        </CommandButton>
      )}
      {!auto && (
        <CommandButton
          id="deploy"
          className={`btn ${isBehind ? 'primary' : ''}`}
          isEnabled={hasProject}
        >
          Deploy
        </CommandButton>
      )}
      {isUp && (
        <CommandButton id="restartRuntime" className="btn icon">
          <RotateCw size={13} />
        </CommandButton>
      )}
      {isUp ? (
        <CommandButton id="stopRuntime">
          <Square size={11} fill="currentColor" />
          Stop
        </CommandButton>
      ) : (
        <CommandButton id="startRuntime" className="btn primary">
          <Play size={12} fill="currentColor" />
          Start
        </CommandButton>
      )}
    </>
  )
}

/** Has the project changed since it was last deployed? */
function useIsBehind(): boolean {
  const revision = useProject((state) => state.revision)
  const deployed = useLive((live) => live.deployed?.revision)
  return deployed !== revision
}
