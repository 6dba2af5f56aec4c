/** The open outgoing connections of a runtime, by name. A changed one is opened anew beside the old, which ends with its last user. */

import type { Condition, Outgoing, Surroundings } from './connectors/connector.ts'
import { connectorOf } from './connectors/kinds.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { Project, ProjectObject } from './model/project.ts'
import { type Secrets, specOf } from './specs.ts'

export interface OutgoingEntry {
  object: ProjectObject
  /** What it was opened with; the same key means the same connection may go on. */
  key: string
  /** undefined: it is off, or not complete; then `why` says so to whoever wants to use it. */
  outgoing: Outgoing | undefined
  why: Failure | undefined
}

export type Outgoings = ReadonlyMap<string, OutgoingEntry>

/** The connections a project wants, those of `before` taken over where nothing about them changed. */
export function nextOutgoings(
  project: Project,
  secrets: Secrets,
  before: Outgoings,
  surroundings: Surroundings,
): { outgoings: Outgoings; touched: string[] } {
  const outgoings = new Map<string, OutgoingEntry>()
  const touched: string[] = []
  for (const [name, object] of Object.entries(project.connections)) {
    const known = before.get(name)
    const key = keyOf(object, secrets)
    if (known?.key === key) {
      outgoings.set(name, known)
      continue
    }
    touched.push(`connections/${name}`)
    outgoings.set(name, open(object, key, secrets, surroundings))
  }
  for (const name of before.keys()) if (!outgoings.has(name)) touched.push(`connections/${name}`)
  return { outgoings, touched }
}

function open(
  object: ProjectObject,
  key: string,
  secrets: Secrets,
  surroundings: Surroundings,
): OutgoingEntry {
  const at = { collection: 'connections', name: object.name } as const
  if (!object.isActive) {
    const why = new Failure('OUTGOING_OFF', `The connection "${object.name}" is switched off.`, {
      at,
    })
    return { object, key, outgoing: undefined, why }
  }
  try {
    const make = connectorOf(object.type)?.outgoing
    if (!make)
      throw new Failure(
        'OUTGOING_NOT_FOUND',
        `Nothing is known of connections of type "${object.type}".`,
        { at },
      )
    return {
      object,
      key,
      outgoing: make(specOf('connections', object, secrets), surroundings),
      why: undefined,
    }
  } catch (thrown) {
    return { object, key, outgoing: undefined, why: toFailure(thrown, 'DEFECT', { at }) }
  }
}

/** All that a connection is made of, its secrets' values too: a new password is a new connection. */
function keyOf(object: ProjectObject, secrets: Secrets): string {
  return JSON.stringify(object, (_key, value: unknown) => {
    if (value === null || typeof value !== 'object' || !('secret' in value)) return value
    return { ...value, value: secrets.get(String(value.secret)) ?? null }
  })
}

/** @throws Failure that says why the connection cannot be used. */
export function outgoingOf(outgoings: Outgoings, name: string): Outgoing {
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
