/** The shell's boot, as a list. What the parts do to each other is in `workbench.ts`. */
import { totalmem } from 'node:os'
import { app, Menu } from 'electron'
import { openBridge } from './bridge.ts'
import { systemCipher } from './cipher.ts'
import { quitInOrder } from './closing.ts'
import { type CommandLine, readCommandLine } from './command-line.ts'
import { offerTextMenu } from './context-menu.ts'
import { answers } from './desktop-answers.ts'
import { drawWithoutCard } from './drawing.ts'
import { firstProject } from './first-project.ts'
import { refuseEverythingElse, sandboxEverything } from './hardening.ts'
import { claimInstance, onSecondStart } from './instance.ts'
import { openJsonFile } from './json-file.ts'
import { buildMenu } from './menu.ts'
import { distFile, projectsFolder, samplesFolder, stateFile, useUserDataFolder } from './places.ts'
import { declareBundle, serveBundle } from './protocol.ts'
import { openRecents } from './recent.ts'
import { heapLimit } from './runtime-end.ts'
import { openRuntimeLog } from './runtime-log.ts'
import { openSecrets } from './secrets.ts'
import { openSettings } from './settings.ts'
import { bringToFront, followTheme, keepScale, loadDesigner, openWindow } from './window.ts'
import { boundsSchema } from './window-bounds.ts'
import { Workbench } from './workbench.ts'

const appFolder = app.isPackaged ? undefined : app.getAppPath()
const line = readCommandLine(process.argv, appFolder, process.cwd())

useUserDataFolder()
drawWithoutCard()
sandboxEverything()
declareBundle()

if (claimInstance(line))
  app
    .whenReady()
    .then(() => start(line))
    .catch(giveUp)
else giveWay()

async function start({ project }: CommandLine): Promise<void> {
  refuseEverythingElse()
  serveBundle(distFile('renderer'))
  const [settings, recents, secrets, bounds] = await Promise.all([
    openSettings(stateFile('settings.json')),
    openRecents(stateFile('recent.json')),
    openSecrets(stateFile('secrets.json'), systemCipher()),
    openJsonFile(stateFile('window.json'), boundsSchema, { isMaximized: false }),
  ])
  const places = { samples: samplesFolder(), projects: projectsFolder() }
  const folder = await firstProject(project, recents, places)

  const entry = distFile('runtime', 'embedded.js')
  const log = openRuntimeLog(stateFile('runtime.log'))
  const heap = heapLimit(process.env.PATCHBAY_RUNTIME_HEAP, totalmem())
  const api = distFile('renderer', 'types.json')
  const workbench = new Workbench({ entry, heap, api, recents, secrets, log })
  settings.follow(({ theme }) => followTheme(theme))
  const window = openWindow(bounds)
  keepScale(window, settings)
  const showKeys = (keys: Readonly<Record<string, string>>) =>
    Menu.setApplicationMenu(buildMenu((command) => bridge.tell('onCommand', command), keys))
  const desktop = answers({
    ...{ window, workbench, recents, secrets, settings, showKeys },
    onExportProgress: (progress) => bridge.tell('onExportProgress', progress),
  })
  const bridge = openBridge(window, desktop, () => workbench.runtime.introduce())
  workbench.attach(window, bridge)
  settings.follow((changed) => bridge.tell('onSettings', changed))
  showKeys({})
  offerTextMenu(window)
  quitInOrder(window, workbench, bounds)
  onSecondStart((second) => {
    bringToFront(window)
    if (second.project) workbench.openUnasked(second.project).catch(console.error)
  })
  // Side by side: the page loads while the runtime starts. It asks for the project when it is ready.
  await Promise.all([workbench.open(folder), loadDesigner(window)])
}

function giveUp(reason: unknown): void {
  console.error(reason instanceof Error ? reason.message : reason)
  app.exit(1)
}

function giveWay(): void {
  console.log('Patchbay is open already; its window was brought to the front.')
  app.exit(0)
}
