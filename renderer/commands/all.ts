/** Every command there is. To add one is to add a file and a line. */
import { addNode } from './add-node.ts'
import { arrangeCommands } from './arrange.ts'
import { copy, cut, paste } from './clipboard.ts'
import type { Command } from './command.ts'
import { deleteAndReconnect, deleteChosen } from './delete.ts'
import { deployTo } from './deploy-to.ts'
import { diffCommands } from './diff.ts'
import { duplicate } from './duplicate.ts'
import { exportProject } from './export-project.ts'
import { deleteFlow, newFlow, renameFlow } from './flows.ts'
import { groupCommands } from './groups.ts'
import { showHistory } from './history.ts'
import { runJob } from './jobs.ts'
import { detachChosen, spliceChosen, startLinking } from './link.ts'
import { goCommands, moveCommands } from './navigate.ts'
import { openChosen } from './open-node.ts'
import { commandPalette, find, quickOpen, showKeys } from './over.ts'
import { paneCommands } from './panes.ts'
import {
  newProject,
  openProject,
  openRecent,
  projectSettings,
  revealFolder,
  samples,
} from './project.ts'
import { provingCommands } from './proving.ts'
import { redo } from './redo.ts'
import { rename } from './rename.ts'
import { deploy, restartRuntime, startRuntime, stopRuntime, toggleAutoDeploy } from './runtime.ts'
import { save } from './save.ts'
import { securityCommands } from './security.ts'
import { selectAll, selectNone } from './select.ts'
import { sharedCommands } from './shared.ts'
import { closeTab, nextTab, previousTab } from './tabs.ts'
import { testChannel } from './test-channel.ts'
import { themeCommands } from './theme.ts'
import { toggleDisabled } from './toggle-disabled.ts'
import { startTour } from './tour.ts'
import { undo } from './undo.ts'
import { zoomCommands } from './zoom.ts'

export const commands: readonly Command[] = [
  undo,
  redo,
  showHistory,
  cut,
  copy,
  paste,
  duplicate,
  deleteChosen,
  deleteAndReconnect,
  rename,
  toggleDisabled,
  addNode,
  startLinking,
  spliceChosen,
  detachChosen,
  ...groupCommands,
  openChosen,
  selectAll,
  selectNone,
  ...goCommands,
  ...moveCommands,
  ...arrangeCommands,
  ...zoomCommands,
  ...paneCommands,
  nextTab,
  previousTab,
  closeTab,
  commandPalette,
  quickOpen,
  find,
  showKeys,
  startTour,
  newFlow,
  renameFlow,
  deleteFlow,
  ...sharedCommands,
  ...securityCommands,
  projectSettings,
  save,
  newProject,
  openProject,
  openRecent,
  samples,
  revealFolder,
  exportProject,
  ...diffCommands,
  testChannel,
  runJob,
  ...provingCommands,
  deploy,
  deployTo,
  toggleAutoDeploy,
  startRuntime,
  stopRuntime,
  restartRuntime,
  ...themeCommands,
]

const byId = new Map(commands.map((command) => [command.id, command]))

export function commandOf(id: string): Command | undefined {
  return byId.get(id)
}
