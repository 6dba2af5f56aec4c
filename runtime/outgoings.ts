/** The open outgoing connections of a runtime, by name. A changed one is opened anew beside the old, which ends with its last user. */

import type { Condition, Connection, Outgoing, Surroundings } from './connectors/connector.ts'
import { holdsSecrets } from './connectors/definitions.ts'
import { connectorOf } from './connectors/kinds.ts'
import { foundationOf } from './foundation.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { Project, ProjectObject } from './model/project.ts'
import { type Secrets, specOf } from './specs.ts'

export interface OutgoingEntry {
  object: ProjectObject
  /** As it was when it was opened (`foundation.ts`). */
  foundation: string
  /** undefined: it is off, or not complete; then `why` says so to whoever wants to use it. */
  outgoing: Connection | undefined
  why: Failure | undefined
}

export type Outgoings = ReadonlyMap<string, OutgoingEntry>

/** Of the connections a project wants those that hold secrets of others, so that these can be read before. */
export function nextVaults(
  project: Project,
  secrets: Secrets,
  before: Outgoings,
  surroundings: Surroundings,
): Outgoings {
  const vaults = Object.entries(project.connections).filter(([, { type }]) => holdsSecrets(type))
  const connections = Object.fromEntries(vaults)
  return nextOutgoings({ ...project, connections }, secrets, before, surroundings).outgoings
}

/**
 * The connections a project wants, those of `before` taken over where nothing about them changed.
 * @param early Some of them that were opened already.
 */
export function nextOutgoings(
  project: Project,
  secrets: Secrets,
  before: Outgoings,
  surroundings: Surroundings,
  early: Outgoings = new Map(),
): { outgoings: Outgoings; touched: string[] } {
  const outgoings = new Map<string, OutgoingEntry>()
  const touched: string[] = []
  for (const [name, object] of Object.entries(project.connections)) {
    const known = before.get(name)
    const foundation = foundationOf('connections', object, project, secrets)
    if (known?.foundation === foundation && isSame(known.object, object)) {
      outgoings.set(name, known)
      continue
    }
    touched.push(`connections/${name}`)
    const opened = early.get(name) ?? open(object, foundation, { project, secrets, surroundings })
    outgoings.set(name, opened)
  }
  for (const name of before.keys()) if (!outgoings.has(name)) touched.push(`connections/${name}`)
  return { outgoings, touched }
}

function isSame(before: ProjectObject, object: ProjectObject): boolean {
  return before === object || JSON.stringify(before) === JSON.stringify(object)
}

interface Around {
  project: Project
  secrets: Secrets
  surroundings: Surroundings
}

function open(
  object: ProjectObject,
  foundation: string,
  { project, secrets, surroundings }: Around,
): OutgoingEntry {
  const at = { collection: 'connections', name: object.name } as const
  if (!object.isActive) {
    const why = new Failure('OUTGOING_OFF', `The connection "${object.name}" is switched off.`, {
      at,
    })
    return { object, foundation, outgoing: undefined, why }
  }
  try {
    const connector = connectorOf(object.type)
    const make = connector?.outgoing ?? connector?.shared
    if (!make)
      throw new Failure(
        'OUTGOING_NOT_FOUND',
        `Nothing is known of connections of type "${object.type}".`,
        { at },
      )
    return {
      object,
      foundation,
      outgoing: make(
        specOf('connections', object, { connections: project.connections, secrets }),
        surroundings,
      ),
      why: undefined,
    }
  } catch (thrown) {
    return { object, foundation, outgoing: undefined, why: toFailure(thrown, 'DEFECT', { at }) }
  }
}

/** @throws Failure that says why nothing can be sent through it. */
export function outgoingOf(outgoings: Outgoings, name: string): Outgoing {
  const connection = connectionOf(outgoings, name)
  if ('send' in connection) return connection as Outgoing
  const words = `"${name}" is what others are made on; nothing can be sent to it by itself.`
  throw new Failure('OUTGOING_NOT_FOUND', words, { at: { collection: 'connections', name } })
}

/** @throws Failure that says why the connection cannot be used. */
export function connectionOf(outgoings: Outgoings, name: string): Connection {
  const entry = outgoings.get(name)
  if (entry?.outgoing) return entry.outgoing
  const known = [...outgoings.keys()].map((one) => `"${one}"`).join(', ') || 'none'
  throw (
    entry?.why ??
    new Failure(
      'OUTGOING_NOT_FOUND',
      `There is no outgoing connection "${name}". The project has: ${known}.`,
      {
        at: { collection: 'connections', name },
      },
    )
  )
}

export function conditionOf({ object, outgoing, why }: OutgoingEntry): Condition {
  if (outgoing) return outgoing.condition()
  if (!object.isActive) return { state: 'off' }
  return { state: 'incomplete', ...(why ? { reason: why.toData() } : {}) }
}
