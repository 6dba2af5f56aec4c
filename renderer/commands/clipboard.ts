/**
 * Copy, cut and paste of nodes: as text on the system's clipboard, so that they go from window to window and into a file.
 * The browser's paste event brings the text without a permission; the palette's Paste has what was copied here last.
 */

import { pointer } from '../canvas/handle.ts'
import { desktop } from '../desktop.ts'
import { type Clip, copyNodes, pasteNodes, readClip } from '../edits/clip.ts'
import { removeFromFlow } from '../edits/remove.ts'
import { dispatch } from '../store/project.ts'
import { selectOnCanvas } from '../store/selection.ts'
import { type Command, chosenNodes, hasFlow, hasNodes, type State, stateNow } from './command.ts'

let copied: Clip | undefined

async function copyChosen(state: State): Promise<void> {
  const { project, selection } = state
  if (selection.flow === undefined) return
  copied = copyNodes(project, selection.flow, chosenNodes(state))
  await desktop().copyText(JSON.stringify(copied, undefined, 2))
}

function pasteClip(state: State, clip: Clip): void {
  const { project, selection } = state
  if (selection.flow === undefined) return
  const { change, nodes } = pasteNodes(project, selection.flow, clip, pointer())
  dispatch(change)
  selectOnCanvas(nodes)
}

export const copy: Command = {
  id: 'copy',
  title: 'Copy',
  keys: ['Mod+C'],
  group: 'Edit',
  where: 'canvas',
  isEnabled: hasNodes,
  run: copyChosen,
}

export const cut: Command = {
  id: 'cut',
  title: 'Cut',
  keys: ['Mod+X'],
  group: 'Edit',
  where: 'canvas',
  isEnabled: hasNodes,
  async run(state) {
    await copyChosen(state)
    if (state.selection.flow === undefined) return
    const victims = { nodes: chosenNodes(state), links: [] }
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
