/** Groups and notes on the canvas: made, taken away, chosen and fitted. What is in a group is never deleted with it. */
import { defaultSpot, keepInView, pointer, sizeOnCanvas } from '../canvas/handle.ts'
import { beginWriting } from '../canvas/writing.ts'
import { layoutOf } from '../edits/flow.ts'
import {
  addGroup,
  addNote,
  type Boxes,
  fitGroup,
  frameRef,
  groupAround,
  membersOf,
  removeFrames,
  spotOf,
} from '../edits/frames.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { focusField, selectOnCanvas } from '../store/selection.ts'
import { setView } from '../store/view.ts'
import { type Command, chosenFrames, chosenThings, hasFlow, type State } from './command.ts'

const common = { group: 'Canvas', where: 'canvas' } as const

export const groupCommands: readonly Command[] = [
  {
    ...common,
    id: 'group',
    title: 'Group',
    keys: ['Mod+G'],
    isEnabled: (state) => hasFlow(state) && chosenThings(state).length > 0,
    run(state) {
      const { flow = '' } = state.selection
      const { change, id } = addGroup(state.project, flow, boxesOf(state, chosenThings(state)))
      dispatch(change)
      selectOnCanvas([id])
      setView({ showRight: true, inspector: 'properties' })
      focusField('title')
    },
  },
  {
    ...common,
    id: 'ungroup',
    title: 'Ungroup: the frame goes, what is in it stays',
    keys: ['Mod+Shift+G'],
    isEnabled: (state) => groupsOf(state).length > 0,
    run(state) {
      const { flow = '' } = state.selection
      const layout = layoutOf(state.project, flow)
      const groups = groupsOf(state)
      const left = groups.flatMap((id) => membersOf(layout, frameRef(id)?.key ?? ''))
      dispatch(removeFrames(state.project, flow, groups))
      selectOnCanvas(left)
    },
  },
  {
    ...common,
    id: 'selectAround',
    title: 'Select the group around',
    keys: ['Shift+G'],
    isEnabled: (state) => around(state) !== undefined,
    run(state) {
      const group = around(state)
      if (group === undefined) return
      selectOnCanvas([group])
      keepInView(group)
    },
  },
  {
    ...common,
    id: 'selectMembers',
    title: 'Select what is in the group',
    isEnabled: (state) => groupsOf(state).length > 0,
    run(state) {
      const layout = layoutOf(state.project, state.selection.flow ?? '')
      selectOnCanvas(groupsOf(state).flatMap((id) => membersOf(layout, frameRef(id)?.key ?? '')))
    },
  },
  {
    ...common,
    id: 'fitGroup',
    title: 'Fit the group to what is in it',
    isEnabled: (state) => chosenGroups(state).length === 1,
    run(state) {
      const { flow = '' } = state.selection
      const [id = ''] = chosenGroups(state)
      const members = membersOf(layoutOf(state.project, flow), frameRef(id)?.key ?? '')
      dispatch(fitGroup(state.project, flow, id, boxesOf(state, members)))
    },
  },
  {
    ...common,
    id: 'addNote',
    title: 'Add a note',
    keys: ['Shift+N'],
    isEnabled: hasFlow,
    run({ selection }) {
      const { flow = '' } = selection
      const { change, id } = addNote(currentProject(), flow, pointer() ?? defaultSpot())
      dispatch(change)
      selectOnCanvas([id])
      beginWriting(id)
    },
  },
]

function chosenGroups(state: State): readonly string[] {
  return chosenFrames(state).filter((id) => frameRef(id)?.kind === 'group')
}

/** The chosen ones, or the one around what is chosen. */
function groupsOf(state: State): readonly string[] {
  const chosen = chosenGroups(state)
  const group = chosen.length === 0 ? around(state) : undefined
  return group === undefined ? chosen : [group]
}

function around(state: State): string | undefined {
  const [first] = chosenThings(state)
  const { flow } = state.selection
  if (first === undefined || flow === undefined) return undefined
  return groupAround(layoutOf(state.project, flow), first)
}

/** As they stand on the canvas, with the size they have there. */
function boxesOf({ project, selection }: State, ids: readonly string[]): Boxes {
  const layout = layoutOf(project, selection.flow ?? '')
  return ids.flatMap((id) => {
    const spot = spotOf(layout, id)
    return spot ? [{ ...sizeOnCanvas(id), ...spot }] : []
  })
}
