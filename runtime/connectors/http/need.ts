/** What a caller must be permitted besides being known: a capability on a path, in the policies of whoever vouches for them. */
import type { Capability, KnownCaller } from '../../message/guard.ts'
import { Failure } from '../../model/failure.ts'

export interface Need {
  capability: Capability
  /** `secret/data/customers/{cust_id}`. */
  path: string
}

/** undefined: nothing more is needed. */
export function needOf(values: Readonly<Record<string, unknown>>): Need | undefined {
  const { capability, capabilityPath } = values
  if (typeof capability !== 'string' || capability === 'none') return undefined
  return { capability: capability as Capability, path: String(capabilityPath ?? '') }
}

/** @throws Failure FORBIDDEN, without saying what is needed; UNAUTHORIZED, SECURITY_UNAVAILABLE. */
export async function takeNeed(
  { capability, path }: Need,
  caller: KnownCaller | undefined,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  const filled = filledIn(path, params)
  const may = filled !== undefined && (await caller?.can?.(capability, filled))
  if (may) return
  const why =
    filled === undefined ? 'the path of the request is not one' : `no ${capability} on ${filled}`
  throw new Failure('FORBIDDEN', 'The caller may not do this.', { cause: new Error(why) })
}

/**
 * undefined: a parameter is missing, or would lead to another path than is meant. One of a whole segment has no slash in it, one that
 * takes the rest, `{path*}` on the channel, no empty segments; neither has `.`, `..`, nor what policies give a meaning to.
 */
function filledIn(path: string, params: Readonly<Record<string, string>>): string | undefined {
  let isWrong = false
  const filled = path.replace(/\{(\w+)(\*?)\}/g, (_, name: string, rest: string) => {
    const value = Object.hasOwn(params, name) ? (params[name] ?? '') : ''
    const segments = rest === '' ? [value] : value.split('/')
    if (!segments.every(isPlain)) isWrong = true
    return value
  })
  return isWrong ? undefined : filled
}

function isPlain(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !/[/*+\p{Cc}]/u.test(segment)
}
