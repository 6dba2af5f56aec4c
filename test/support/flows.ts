/** Flows in one line: `flowOf('a -> b, b:error -> c, c -> a:reply')`. Ports default to `out` and `in`. */
import type { End, Flow, Link, Node } from '../../runtime/model/flow.ts'

/** Nodes not given are services of their id. */
export function flowOf(
  drawing: string,
  nodes: Readonly<Record<string, Node>> = {},
  name = 'F',
): Flow {
  const links: Record<string, Link> = {}
  const all: Record<string, Node> = { ...nodes }
  let count = 0
  for (const line of drawing.split(',')) {
    const [from, to] = line.split('->').map((end) => end.trim())
    if (!from || !to) continue
    const link = { from: endOf(from, 'out'), to: endOf(to, 'in') }
    links[`l${++count}`] = link
    for (const { node } of [link.from, link.to]) all[node] ??= { kind: 'service', ref: node }
  }
  return { name, nodes: all, links }
}

function endOf(text: string, port: string): End {
  const [node = '', named] = text.split(':')
  return { node, port: named ?? port }
}

export const channel = (ref: string): Node => ({ kind: 'channel', ref })
export const outgoing = (ref: string): Node => ({ kind: 'outgoing', ref })
export const block = (type: string, config: Record<string, unknown> = {}): Node => ({
  kind: 'block',
  type,
  config,
})
