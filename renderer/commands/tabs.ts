import { flowNames } from '../store/flows.ts'
import { closeFile, showFlow } from '../store/selection.ts'
import type { Command, State } from './command.ts'

function turn({ project, selection }: State, by: number): void {
  const names = flowNames(project)
  const at = names.indexOf(selection.flow ?? '')
  showFlow(names[(at + by + names.length) % names.length])
}

function hasSeveral({ project }: State): boolean {
  return Object.keys(project.flows).length > 1
}

export const nextTab: Command = {
  id: 'nextTab',
  title: 'Next flow',
  keys: ['Mod+Tab', 'Mod+PageDown'],
  group: 'View',
  isEnabled: hasSeveral,
  run: (state) => turn(state, 1),
}

export const previousTab: Command = {
  id: 'previousTab',
  title: 'Previous flow',
  keys: ['Mod+Shift+Tab', 'Mod+PageUp'],
  group: 'View',
  isEnabled: hasSeveral,
  run: (state) => turn(state, -1),
}

export const closeTab: Command = {
  id: 'closeTab',
  title: 'Close the file',
  keys: ['Mod+W'],
  group: 'View',
  isEnabled: ({ selection }) => selection.file !== undefined,
  run({ selection }) {
    if (selection.file !== undefined) closeFile(selection.file)
  },
}
