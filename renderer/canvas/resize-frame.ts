/** The corner of a group or note was let go. */

import type { Spot } from '../edits/flow.ts'
import { editFrame, type Size } from '../edits/frames.ts'
import { currentProject, dispatch } from '../store/project.ts'

export function resizeFrame(flow: string, id: string, { x, y, width, height }: Spot & Size): void {
  const box = { x, y, width, height }
  const whole = Object.fromEntries(Object.entries(box).map(([key, of]) => [key, Math.round(of)]))
  dispatch(editFrame(currentProject(), flow, id, 'the size', whole))
}
