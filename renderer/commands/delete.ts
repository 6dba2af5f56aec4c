import { removeFromFlow } from '../edits/remove.ts'
import { dispatch } from '../store/project.ts'
import { selectOnCanvas } from '../store/selection.ts'
import { type Command, chosenThings, type State } from './command.ts'

function hasVictims(state: State): boolean {
  return chosenThings(state).length > 0 || state.selection.links.length > 0
}

function remove(state: State, reconnect: boolean): void {
  const { project, selection } = state
  if (selection.flow === undefined) return
  const victims = { nodes: chosenThings(state), links: selection.links }
  const change = removeFromFlow(project, selection.flow, victims, reconnect)
  selectOnCanvas([])
  dispatch(change)
}

export const deleteChosen: Command = {
  id: 'delete',
  title: 'Delete from the flow',
  keys: ['Delete', 'Backspace'],
  group: 'Edit',
  where: 'canvas',
  isEnabled: hasVictims,
  run: (state) => remove(state, false),
}

export const deleteAndReconnect: Command = {
  id: 'deleteAndReconnect',
  title: 'Delete and reconnect',
  keys: ['Mod+Delete', 'Mod+Backspace'],
  group: 'Edit',
  where: 'canvas',
  isEnabled: hasVictims,
  run: (state) => remove(state, true),
}
