import { desktop } from '../desktop.ts'
import { focusField, selectObject } from '../store/selection.ts'
import { openAnother } from '../store/start.ts'
import { setView } from '../store/view.ts'
import { type Command, hasProject } from './command.ts'

export const newProject: Command = {
  id: 'newProject',
  title: 'New project…',
  keys: ['Mod+Shift+N'],
  group: 'Project',
  isEnabled: () => true,
  run: () => setView({ over: 'new-project' }),
}

export const openProject: Command = {
  id: 'openProject',
  title: 'Open a project…',
  keys: ['Mod+O'],
  group: 'Project',
  isEnabled: () => true,
  async run() {
    await openAnother(() => desktop().openProject())
  },
}

export const openRecent: Command = {
  id: 'openRecent',
  title: 'Open a recent project…',
  group: 'Project',
  isEnabled: () => true,
  run: () => setView({ over: 'recent' }),
}

export const samples: Command = {
  id: 'samples',
  title: 'Samples…',
  group: 'Project',
  isEnabled: () => true,
  run: () => setView({ over: 'samples' }),
}

export const revealFolder: Command = {
  id: 'revealFolder',
  title: 'Show the folder of the project',
  group: 'Project',
  isEnabled: hasProject,
  run: () => desktop().revealFolder(),
}

export const projectSettings: Command = {
  id: 'projectSettings',
  title: 'Project settings: address, port, TLS',
  keys: ['Mod+,'],
  group: 'Project',
  isEnabled: hasProject,
  run() {
    selectObject('project', 'patchbay')
    setView({ showRight: true, inspector: 'properties' })
    focusField('name')
  },
}
