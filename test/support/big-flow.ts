/** One flow with as many nodes as anybody draws: rows of channel, filter, service, map, connection, each linked to the next. */
import type { Flow, Layout } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { bigProject } from './big-project.ts'

/** Services and connections are shared by the rows; channels and blocks are each row's own. */
const services = 40
const perRow = 5
/** Rows that stand one below the other before the next column of them begins. */
const high = 25

/** Nodes are `r0-0` to `rN-4`, links `r0-0` to `rN-3`; the first channel answers POST /things/0. */
export function bigFlow(nodes = 2_000): Project {
  const rows = nodes / perRow
  const project = bigProject({ services, connections: 20 })
  const channels = Array.from({ length: rows }, (_, row) => ({
    name: `Channel ${row}`,
    type: 'rest',
    isActive: true,
    path: `/things/${row}`,
    method: 'POST',
    dataFormat: 'json',
  }))
  return {
    ...project,
    channels: Object.fromEntries(channels.map((channel) => [channel.name, channel])),
    flows: { Big: flowOf(rows) },
    layouts: { Big: layoutOf(rows) },
  }
}

function flowOf(rows: number): Flow {
  const nodes: Record<string, Flow['nodes'][string]> = {}
  const links: Record<string, Flow['links'][string]> = {}
  for (let row = 0; row < rows; row++) {
    const id = (at: number) => `r${row}-${at}`
    nodes[id(0)] = { kind: 'channel', ref: `Channel ${row}` }
    nodes[id(1)] = { kind: 'block', type: 'filter', config: { condition: '$exists(payload)' } }
    nodes[id(2)] = { kind: 'service', ref: `thing.${row % services}` }
    nodes[id(3)] = { kind: 'block', type: 'map', config: { expression: 'payload' } }
    // Only the last row delivers: nothing listens where the connections lead.
    nodes[id(4)] =
      row === rows - 1
        ? { kind: 'outgoing', ref: `erp-${row % 20}`, call: { method: 'POST' } }
        : { kind: 'block', type: 'map', config: { expression: 'payload' } }
    for (let at = 0; at < perRow - 1; at++) {
      links[id(at)] = { from: { node: id(at), port: 'out' }, to: { node: id(at + 1), port: 'in' } }
    }
  }
  return { name: 'Big', nodes, links }
}

function layoutOf(rows: number): Layout {
  const spots: Record<string, { x: number; y: number }> = {}
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < perRow; at++) {
      const column = Math.floor(row / high) * (perRow + 0.4) + at
      spots[`r${row}-${at}`] = { x: Math.round(column * 270), y: (row % high) * 126 }
    }
  }
  return { nodes: spots }
}
