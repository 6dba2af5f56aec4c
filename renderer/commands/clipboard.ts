/**
 * Copy, cut and paste of nodes: as text on the system's clipboard, so that they go from window to window and into a file.
 * The browser's paste event brings the text without a permission; the palette's Paste has what was copied here last.
 */

import { pointer } from '../canvas/handle.ts'
import { desktop } from '../desktop.ts'
import { type Clip, copyNodes, type Pasted, pasteNodes, readClip } from '../edits/clip.ts'
import { layoutOf } from '../edits/flow.ts'
import { withMembers } from '../edits/frames.ts'
import { removeFromFlow } from '../edits/remove.ts'
import { historyStore, undo } from '../store/history.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { selectOnCanvas } from '../store/selection.ts'
import { tell } from '../store/toasts.ts'
import { type Command, chosenThings, hasFlow, hasThings, type State, stateNow } from './command.ts'

let copied: Clip | undefined

async function copyChosen(state: State): Promise<void> {
  const { project, selection } = state
  if (selection.flow === undefined) return
  copied = copyNodes(project, selection.flow, chosenThings(state))
  await desktop().copyText(JSON.stringify(copied, undefined, 2))
}

function pasteClip(state: State, clip: Clip): void {
  const { project, selection } = state
  if (selection.flow === undefined) return
  const { flow } = selection
  const { secrets } = state
  const at = pointer()
  const pasted = pasteNodes(project, flow, clip, { at, secrets })
  dispatch(pasted.change)
  selectOnCanvas(pasted.nodes)
  tellPasted(pasted, () => {
    undo()
    const other = pasteNodes(currentProject(), flow, clip, { at, secrets, useOurs: true })
    dispatch(other.change)
    selectOnCanvas(other.nodes)
  })
}

/** Not asked about before: it is pasted under free names, and the other way is one press away. */
function tellPasted({ change, renamed, secrets }: Pasted, again: () => void): void {
  const names = renamed.map(({ from, to }) => `${from} is ${to} here`)
  const lacking = secrets.length > 0 ? [`Secrets to set: ${secrets.join(', ')}.`] : []
  if (names.length > 0) {
    const step = historyStore.getState().past.at(-1)
    tell({
      kind: 'info',
      stays: true,
      title: 'Pasted under other names',
      text: [`Taken already: ${names.join('; ')}.`, ...lacking].join(' '),
      action: {
        label: 'Use those of this project',
        run() {
          // Only while nothing else was done since: another step must not be undone for this.
          if (historyStore.getState().past.at(-1) === step) again()
          else
            tell({ kind: 'info', title: 'Not changed', text: 'Something else was edited since.' })
        },
      },
    })
  } else if (lacking.length > 0) {
    tell({ kind: 'info', stays: true, title: change.label, text: lacking.join(' ') })
  }
}

export const copy: Command = {
  id: 'copy',
  title: 'Copy',
  keys: ['Mod+C'],
  group: 'Edit',
  where: 'canvas',
  isEnabled: hasThings,
  run: copyChosen,
}

export const cut: Command = {
  id: 'cut',
  title: 'Cut',
  keys: ['Mod+X'],
  group: 'Edit',
  where: 'canvas',
  isEnabled: hasThings,
  async run(state) {
    await copyChosen(state)
    if (state.selection.flow === undefined) return
    const victims = {
      nodes: withMembers(layoutOf(state.project, state.selection.flow), chosenThings(state)),
      links: [],
    }
    dispatch(removeFromFlow(state.project, state.selection.flow, victims))
    selectOnCanvas([])
  },
}

export const paste: Command = {
  id: 'paste',
  title: 'Paste',
  keys: ['Mod+V'],
  group: 'Edit',
  where: 'canvas',
  isNative: true,
  isEnabled: (state) => hasFlow(state) && copied !== undefined,
  run(state) {
    if (copied) pasteClip(state, copied)
  },
}

/** The browser's own event, when no text field has the focus. */
export function pasteText(text: string): boolean {
  const clip = readClip(text)
  const state = stateNow()
  if (!clip || !hasFlow(state)) return false
  pasteClip(state, clip)
  return true
}
