/** Gestures on the picture -> what they mean for the flow. Pure; who may do what is asked by the commands. */
import type { Connection } from '@xyflow/react'
import type { End, Node } from '../../runtime/model/flow.ts'
import type { Spot } from '../edits/flow.ts'
import type { Card, Drawn } from './to-canvas.ts'

export interface Moved {
  spots: Readonly<Record<string, Spot>>
  /** A ghost that was dragged: from now on it stands on the flow. */
  adopted: { node: Pick<Node & { ref: string }, 'kind' | 'ref'>; spot: Spot }[]
}

export function movedOf(drawn: readonly Drawn[]): Moved {
  const ghosts = drawn.filter((each): each is Card => each.type === 'card' && each.data.isGhost)
  const real = drawn.filter((each) => !ghosts.includes(each as Card))
  return {
    spots: Object.fromEntries(real.map(({ id, position }) => [id, position])),
    adopted: ghosts.map(({ data, position }) => ({
      node: { kind: data.kind, ref: data.title } as Moved['adopted'][number]['node'],
      spot: position,
    })),
  }
}

/** undefined: not a link between ports of the flow (a dashed line's end, for one). */
export function linkOf({
  source,
  sourceHandle,
  target,
  targetHandle,
}: Connection): { from: End; to: End } | undefined {
  const isPort = (handle: string | null) =>
    handle !== null && handle !== 'uses' && handle !== 'used'
  if (!isPort(sourceHandle) || !isPort(targetHandle)) return undefined
  return {
    from: { node: source, port: sourceHandle ?? 'out' },
    to: { node: target, port: targetHandle ?? 'in' },
  }
}

/** Where a line that was let go over a node's body ends: its `in`, or a channel's reply. */
export function bestPort({ data }: Card, side: 'in' | 'out'): string | undefined {
  const ports = side === 'in' ? data.inPorts : data.outPorts
  return (ports.find(({ role }) => role === 'main') ?? ports[0])?.id
}
