/** The path and query of a call: `/bills/{id}` with `{ id: 'a b' }` -> `/bills/a%20b`. Pure. */
import type { ParameterValue } from '../../../services/clients.ts'

export type Query = Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>

const part = /\{([A-Za-z_][A-Za-z0-9_.-]*)\}/g

/**
 * `lookUp` gives the value of a `{name}`; undefined, null and '' are none.
 * @throws TypeError for a part without a value, or one that would lead to another path.
 */
export function fillPath(path: string, lookUp: (name: string) => unknown): string {
  const begun = path === '' || path.startsWith('/') || path.startsWith('?') ? path : `/${path}`
  const filled = begun.replace(part, (_whole, name: string) => {
    const value = lookUp(name)
    const text = value === undefined || value === null ? '' : String(value)
    if (text === '') throw new TypeError(`The path ${path} needs a value for {${name}}.`)
    // A server takes these for "here" and "one up", escaped or not.
    if (text === '.' || text === '..') {
      throw new TypeError(`{${name}} of the path ${path} cannot be "${text}".`)
    }
    return escaped(text)
  })
  return filled.replace(/[^\x21-\x7e]/gu, escaped)
}

/** Adds to a query that may be there already. undefined and null are left out, a list repeats its name. */
export function addQuery(path: string, query: Query | undefined): string {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) pairs.append(name, String(one))
    }
  }
  const added = pairs.toString()
  if (added === '') return path
  return `${path}${path.includes('?') ? '&' : '?'}${added}`
}

/** Half of a surrogate pair has no bytes, and becomes the sign for that. */
function escaped(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
}
