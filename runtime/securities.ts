/**
 * The security definitions of a runtime, by name. One that did not change stays the same, with the tokens and keys it has
 * fetched; what cannot work stays as its reason, so that whoever names it is closed and not open.
 */

import { foundationOf } from './foundation.ts'
import { given } from './left-behind.ts'
import type { Gate, Guard, Signer } from './message/guard.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { Project, ProjectObject } from './model/project.ts'
import { anyOf, type NamedGate } from './security/any-of.ts'
import type { GateSurroundings, SecurityKind } from './security/kind.ts'
import { type Secrets, specOf } from './specs.ts'

export interface SecurityEntry {
  object: ProjectObject
  /** As it was when it was made (`foundation.ts`). */
  foundation: string
  gate?: Gate | undefined
  signer?: Signer | undefined
  members?: readonly string[] | undefined
  derived?: readonly string[] | undefined
  secretHeaders?: readonly string[] | undefined
  /** It can do nothing, and this is why. */
  why?: Failure
}

export type Securities = ReadonlyMap<string, SecurityEntry>

export async function nextSecurities(
  project: Project,
  secrets: Secrets,
  before: Securities,
  surroundings: GateSurroundings,
): Promise<{ securities: Securities; touched: string[] }> {
  const securities = new Map<string, SecurityEntry>()
  const touched: string[] = []
  const objects = Object.entries(project.security)
  // A project without security does not pay for its code.
  const kindOf = objects.length > 0 ? (await import('./security/kinds.ts')).kindOf : undefined
  for (const [name, object] of objects) {
    const known = before.get(name)
    const foundation = foundationOf('security', object, project, secrets)
    if (known?.foundation === foundation && isSame(known.object, object)) {
      securities.set(name, known)
      continue
    }
    touched.push(`security/${name}`)
    const kind = await given(object.type, async () => kindOf?.(object.type))
    securities.set(name, make(object, foundation, kind, { project, secrets, surroundings }))
  }
  for (const name of before.keys()) if (!securities.has(name)) touched.push(`security/${name}`)
  return { securities, touched }
}

function isSame(before: ProjectObject, object: ProjectObject): boolean {
  return before === object || JSON.stringify(before) === JSON.stringify(object)
}

interface Around {
  project: Project
  secrets: Secrets
  surroundings: GateSurroundings
}

function make(
  object: ProjectObject,
  foundation: string,
  kind: SecurityKind | undefined,
  { project: { connections }, secrets, surroundings }: Around,
): SecurityEntry {
  const { name, type, isActive } = object
  const at = { collection: 'security', name } as const
  try {
    if (!isActive) {
      throw new Failure('SECURITY_OFF', `The security definition "${name}" is switched off.`, {
        at,
      })
    }
    if (!kind) {
      const words = `Nothing is known of security definitions of type "${type}".`
      throw new Failure('SECURITY_INCOMPLETE', words, { at })
    }
    const settings = specOf('security', object, { connections, secrets })
    return {
      object,
      foundation,
      gate: kind.gate?.(settings, surroundings),
      signer: kind.signer?.(settings, surroundings),
      members: kind.members?.(settings),
      derived: kind.derived?.(settings),
      secretHeaders: kind.secretHeaders?.(settings),
    }
  } catch (thrown) {
    return { object, foundation, why: toFailure(thrown, 'DEFECT', { at }) }
  }
}

/** undefined: nothing is named. Whatever is named and cannot work is a closed gate. */
export function guardOf(securities: Securities, names: readonly string[]): Guard | undefined {
  if (names.length === 0) return undefined
  const gates = names.flatMap((name) => gatesOf(securities, name))
  const trouble = gates.find(({ why }) => why !== undefined)?.why
  return anyOf(gates, trouble)
}

type AnyGate = NamedGate & { why?: Failure }

function gatesOf(securities: Securities, name: string, isMember = false): AnyGate[] {
  const entry = securities.get(name)
  if (entry?.members && !isMember) {
    return entry.members.flatMap((member) => gatesOf(securities, member, true))
  }
  if (entry?.gate) return [{ name, gate: entry.gate }]
  const why = entry?.why ?? unfit(securities, name, 'cannot tell who calls')
  return [{ name, why, gate: { admit: () => ({ is: 'unavailable', why }) } }]
}

/** @throws Failure that says why the definition cannot sign. */
export function signerOf(securities: Securities, name: string): Signer {
  const entry = securities.get(name)
  if (entry?.signer) return entry.signer
  throw entry?.why ?? unfit(securities, name, 'cannot sign calls')
}

function unfit(securities: Securities, name: string, cannot: string): Failure {
  const at = { collection: 'security', name } as const
  if (securities.has(name)) {
    return new Failure('SECURITY_INCOMPLETE', `The security definition "${name}" ${cannot}.`, {
      at,
    })
  }
  return new Failure('SECURITY_NOT_FOUND', `There is no security definition "${name}".`, { at })
}

/** What must not be shown besides the secrets themselves. */
export function derivedFrom(securities: Securities): string[] {
  return [...securities.values()].flatMap(({ derived = [] }) => derived)
}

export function secretHeadersOf(securities: Securities): string[] {
  return [...securities.values()].flatMap(({ secretHeaders = [] }) => secretHeaders)
}
