import { deployNow, deployStore } from '../store/deploy.ts'
import { sealHistory } from '../store/history.ts'
import { flush } from '../store/save.ts'
import { type Command, hasProject } from './command.ts'

/** All is saved by itself; the key does it now, and closes the step of the history. */
export const save: Command = {
  id: 'save',
  title: 'Save now',
  keys: ['Mod+S'],
  group: 'Project',
  isEnabled: hasProject,
  async run() {
    sealHistory()
    await flush()
    if (deployStore.getState().auto) deployNow()
  },
}
