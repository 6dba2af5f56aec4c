/** Groups and notes of a layout as the canvas draws them: groups lie behind links and nodes, larger ones behind smaller. Pure. */
import type { Node as FlowNode } from '@xyflow/react'
import type { Hue, Layout } from '../../runtime/model/flow.ts'
import { frameId } from '../edits/frames.ts'

export interface FrameData extends Record<string, unknown> {
  flow: string
  title: string
  note: string | undefined
  colour: Hue
}
export type Frame = FlowNode<FrameData, 'frame'>

export interface NoteData extends Record<string, unknown> {
  flow: string
  text: string
  colour: Hue
}
export type NoteNode = FlowNode<NoteData, 'note'>

/** Below the links, which lie at 0. */
const behind = -1_000

export function toFrames(flow: string, { groups = {}, notes = {} }: Layout): (Frame | NoteNode)[] {
  const bySize = Object.entries(groups).sort(
    ([, one], [, other]) => other.width * other.height - one.width * one.height,
  )
  const frames = bySize.map(([key, { title = 'Group', note, colour = 'grey', ...box }], at) => ({
    id: frameId('group', key),
    type: 'frame' as const,
    position: { x: box.x, y: box.y },
    width: box.width,
    height: box.height,
    zIndex: behind + at,
    // What stands in it is reached through it; only its title is held.
    style: { pointerEvents: 'none' as const },
    dragHandle: '.frame-head',
    ariaLabel: `Group ${title}`,
    data: { flow, title, note, colour },
  }))
  const texts = Object.entries(notes).map(([key, { text, colour = 'amber', ...box }]) => ({
    id: frameId('note', key),
    type: 'note' as const,
    position: { x: box.x, y: box.y },
    width: box.width,
    height: box.height,
    zIndex: -1,
    ariaLabel: 'Note',
    data: { flow, text, colour },
  }))
  return [...frames, ...texts]
}
