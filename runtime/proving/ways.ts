/** Which nodes of a project lead to which, as it was when messages passed and as it is to be. Pure. */
import type { Place } from '../model/place.ts'
import type { Project } from '../model/project.ts'

/** A node by its flow and id, as steps are told apart. */
export type NodeKey = string

export interface WayNode {
  key: NodeKey
  at: Place
  name: string
  isChannel: boolean
}

interface Known extends WayNode {
  isOff: boolean
  into: NodeKey[]
}

export class Ways {
  readonly #then: Map<NodeKey, Known>
  readonly #now: Map<NodeKey, Known>
  readonly #before = new Map<NodeKey, ReadonlySet<NodeKey>>()

  constructor(then: Project, now: Project) {
    this.#then = nodesOf(then)
    this.#now = then === now ? this.#then : nodesOf(now)
  }

  /** All that lead there, however far away, then or now. */
  before(key: NodeKey): ReadonlySet<NodeKey> {
    const known = this.#before.get(key)
    if (known) return known
    const found = new Set<NodeKey>()
    const waiting = [key]
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      for (const nodes of [this.#then, this.#now]) {
        for (const from of nodes.get(one)?.into ?? []) {
          if (found.has(from)) continue
          found.add(from)
          waiting.push(from)
        }
      }
    }
    this.#before.set(key, found)
    return found
  }

  /** Those that lead there directly; one that is off lets all pass, so that those before it count. */
  into(key: NodeKey, when: 'then' | 'now'): WayNode[] {
    const nodes = when === 'then' ? this.#then : this.#now
    const seen = new Set<NodeKey>()
    const find = (one: NodeKey): Known[] =>
      (nodes.get(one)?.into ?? []).flatMap((from) => {
        const node = nodes.get(from)
        if (!node || seen.has(from)) return []
        seen.add(from)
        return node.isOff ? find(from) : [node]
      })
    return find(key)
  }

  /** Why messages do not stop at a node any more; undefined: it is there. */
  offNow(key: NodeKey): string | undefined {
    const node = this.#now.get(key)
    if (!node) return 'is no longer there'
    return node.isOff ? 'is switched off' : undefined
  }
}

export function keyOf({ name, node }: Place): NodeKey {
  return `${name}#${node}`
}

function nodesOf(project: Project): Map<NodeKey, Known> {
  const nodes = new Map<NodeKey, Known>()
  for (const flow of Object.values(project.flows)) {
    for (const [id, node] of Object.entries(flow.nodes)) {
      const at: Place = { collection: 'flows', name: flow.name, node: id }
      const name = node.label ?? (node.kind === 'block' ? node.type : node.ref)
      const isOff = node.disabled ?? false
      const key = keyOf(at)
      nodes.set(key, { key, at, name, isOff, isChannel: node.kind === 'channel', into: [] })
    }
    for (const { from, to } of Object.values(flow.links)) {
      const target = nodes.get(keyOf({ collection: 'flows', name: flow.name, node: to.node }))
      // What leads back to a channel is its reply, and goes nowhere from there.
      if (!target || target.isChannel) continue
      target.into.push(keyOf({ collection: 'flows', name: flow.name, node: from.node }))
    }
  }
  return nodes
}
