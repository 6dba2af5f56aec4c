/** While a line is being drawn: where it comes from, and which nodes refuse it, with the reason. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { End } from '../../runtime/model/flow.ts'
import { mayMake } from '../commands/link.ts'
import { currentProject } from '../store/project.ts'
import { portsOf } from './ends.ts'

export interface Connecting {
  from: End
  /** out: drawn from where messages leave; in: drawn backwards, from where they arrive. */
  side: 'out' | 'in'
  /** By node: why no port of it will do. */
  refused: Readonly<Record<string, string>>
}

export const connectingStore = createStore<{ now: Connecting | undefined }>(() => ({
  now: undefined,
}))

export function useConnecting<T>(select: (now: Connecting | undefined) => T): T {
  return useStore(connectingStore, ({ now }) => select(now))
}

export function beginConnecting(flow: string, from: End, side: 'out' | 'in'): void {
  connectingStore.setState({ now: { from, side, refused: refusedBy(flow, from, side) } })
}

export function endConnecting(): void {
  connectingStore.setState({ now: undefined })
}

function refusedBy(flow: string, from: End, side: 'out' | 'in'): Record<string, string> {
  const project = currentProject()
  const refused: Record<string, string> = {}
  for (const [id, node] of Object.entries(project.flows[flow]?.nodes ?? {})) {
    if (id === from.node) continue
    const ports = portsOf(project, node)
    const ends = (side === 'out' ? ports.in : ports.out).map((port) => ({
      node: id,
      port: port.id,
    }))
    const answers = ends.map((end) =>
      side === 'out' ? mayMake(flow, from, end) : mayMake(flow, end, from),
    )
    if (answers.some(({ ok }) => ok)) continue
    const first = answers.find((answer) => !answer.ok)
    refused[id] = first && !first.ok ? first.reason : 'Nothing can be linked here.'
  }
  return refused
}
