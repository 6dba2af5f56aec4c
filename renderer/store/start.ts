/** Ties the stores together, once, as a readable list. Nothing else starts anything by being imported. */
import type { DesktopSettings, OpenProject } from '../../electron/desktop.ts'
import { fromFiles } from '../../runtime/model/text.ts'
import { desktop } from '../desktop.ts'
import { keepMarks } from '../history/marks.ts'
import { keepConnected } from './control.ts'
import { deployStore, keepDeployed, setAutoDeploy } from './deploy.ts'
import { keepMerged } from './external.ts'
import { historyStore, keepHistory, noHistory } from './history.ts'
import { keepChecked } from './problems.ts'
import { projectStore } from './project.ts'
import { keepFlow, lastFlow } from './remember.ts'
import { flush, keepSaved, noteOnDisk, saveStore } from './save.ts'
import { resetSelection } from './selection.ts'
import { setView } from './view.ts'

export async function start(): Promise<void> {
  const settings = await desktop().settings()
  const { keys, tour } = settings
  setView({ ...lookOf(settings), keys, tour, versions: await desktop().versions() })
  deployStore.setState({ auto: settings.autoDeploy })
  // Keys and tour are changed here alone; an echo that comes late must not take a newer change back.
  desktop().on('onSettings', ({ autoDeploy, ...changed }) => {
    setView(lookOf(changed))
    if (autoDeploy !== deployStore.getState().auto) setAutoDeploy(autoDeploy)
  })
  desktop().on('onProjectOpened', open)
  desktop().on('onFlush', flush)
  desktop().on('onSecretsChanged', (secrets) => projectStore.setState({ secrets }))
  keepFlow(window.localStorage)
  keepHistory()
  keepMarks()
  keepSaved()
  keepChecked()
  keepMerged()
  keepDeployed()
  keepConnected()
  const current = await desktop().currentProject()
  if (current) open(current)
}

type Look = Pick<DesktopSettings, 'theme' | 'scale' | 'motion'>

function lookOf({ theme, scale, motion }: Look): Look {
  return { theme, scale, motion }
}

export function open({ folder, files, secrets }: OpenProject): void {
  const { project } = fromFiles(
    files.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }])),
  )
  noteOnDisk(() => project)
  historyStore.setState(noHistory)
  saveStore.setState({ state: 'saved' }, true)
  deployStore.setState({ sent: undefined })
  projectStore.setState({ folder, project, secrets, revision: 1 })
  resetSelection(lastFlow(window.localStorage, folder))
}

/** Opens another project once this one is on disk. undefined: the user thought better of it. */
export async function openAnother(
  ask: () => Promise<OpenProject | undefined>,
): Promise<OpenProject | undefined> {
  await flush()
  const opened = await ask()
  if (opened) open(opened)
  return opened
}
