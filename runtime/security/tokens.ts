/** What a bearer token (RFC 6750) says of its caller, held against what the definition wants of them. */
import type { KnownCaller, Verdict } from '../message/guard.ts'
import { challenge } from './authorization.ts'
import { type Settings, text, texts } from './kind.ts'

export type Claims = Readonly<Record<string, unknown>>

/** The answers of one definition to those who show a token. */
export interface Answers {
  absent: Verdict
  refused(why: string): Verdict
  /** Admitted, or forbidden when what it says is not enough. */
  good(claims: Claims): Verdict
}

export function answersOf({ name, values }: Settings, type: string): Answers {
  const realm = text(values.realm)
  const asked = challenge('Bearer', { realm })
  // RFC 6750, 3: no code unless a token was shown, and no word on what is wrong with it.
  const invalid = challenge('Bearer', { realm, error: 'invalid_token' })
  const lacking = challenge('Bearer', { realm, error: 'insufficient_scope' })
  const needs = { scopes: texts(values.scopes), claims: pairs(values.claims) }
  const rolesClaim = text(values.rolesClaim)
  return {
    absent: { is: 'absent', challenge: asked },
    refused: (why) => ({ is: 'refused', challenge: invalid, why }),
    good(claims) {
      const why = lackOf(claims, needs)
      if (why !== undefined) return { is: 'forbidden', challenge: lacking, why }
      return { is: 'admitted', caller: callerOf(claims, name, type, rolesClaim) }
    },
  }
}

interface Needs {
  scopes: readonly string[]
  claims: readonly (readonly [name: string, value: string])[]
}

function lackOf(claims: Claims, needs: Needs): string | undefined {
  const scopes = scopesOf(claims)
  const scope = needs.scopes.find((one) => !scopes.includes(one))
  if (scope !== undefined) return `the token does not have the scope ${scope}`
  const claim = needs.claims.find(([name, value]) => !listed(claimOf(claims, name)).includes(value))
  return claim && `the claim ${claim[0]} of the token is not ${claim[1]}`
}

function callerOf(
  claims: Claims,
  definition: string,
  type: string,
  rolesClaim: string,
): KnownCaller {
  const subject = [claims.sub, claims.client_id, claims.azp].map(text).find((one) => one !== '')
  const name = [claims.preferred_username, claims.username].map(text).find((one) => one !== '')
  return {
    name: name ?? subject ?? definition,
    definition,
    type,
    identity: {
      subject: subject ?? definition,
      claims,
      roles: rolesClaim === '' ? [] : listed(claimOf(claims, rolesClaim)),
    },
    ...(typeof claims.exp === 'number' ? { lease: claims.exp * 1000 } : {}),
  }
}

/** `scope` is one text with spaces (RFC 8693, 4.2); some providers write `scp`, as a text or a list. */
function scopesOf({ scope, scp }: Claims): string[] {
  return [scope, scp].flatMap((value) =>
    typeof value === 'string' ? value.split(' ') : listed(value),
  )
}

/** A claim of this very name, which may have dots in it; else along the dots. */
export function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Claims)[part]
  }
  return value
}

function listed(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value]
  return values.flatMap((one) =>
    ['string', 'number', 'boolean'].includes(typeof one) ? [String(one)] : [],
  )
}

function pairs(value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([name, wanted]) => [name, String(wanted)])
}
