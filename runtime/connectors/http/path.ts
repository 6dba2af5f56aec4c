/** A channel's path as people write it, `/customers/{cust_id}`, and what follows from it. Pure. */

export interface Path {
  /** As written. */
  text: string
  /** For find-my-way: `/customers/:cust_id`. */
  route: string
  /** In the order they appear; the last is the rest of the path when `takesRest`. */
  names: readonly string[]
  takesRest: boolean
  /** The same for all paths that match the same requests, whatever their parameters are called. */
  shape: string
}

const parameter = /\{([A-Za-z][A-Za-z0-9_]*)(\*?)\}/g

/** @throws Error, in words for people, when a name comes twice or an escape is broken. The field's pattern was checked before. */
export function parsePath(text: string): Path {
  const names: string[] = []
  let takesRest = false
  let route = ''
  let shape = ''
  let last = 0
  for (const match of text.matchAll(parameter)) {
    const [whole, name = '', star] = match
    if (names.includes(name)) throw new Error(`The path ${text} has the parameter ${name} twice.`)
    names.push(name)
    const literal = literalOf(text.slice(last, match.index), text)
    last = match.index + whole.length
    takesRest = star === '*'
    route += `${literal}${takesRest ? '*' : `:${name}`}`
    shape += `${literal}${takesRest ? '*' : ':'}`
  }
  const tail = literalOf(text.slice(last), text)
  return { text, route: route + tail, names, takesRest, shape: shape + tail }
}

/** Requests are compared decoded, so `/a%20b` and `/a b` are one path. A colon is doubled, as the router wants it. */
function literalOf(part: string, text: string): string {
  try {
    return decodeURI(part).replaceAll(':', '::')
  } catch {
    throw new Error(`The path ${text} has a % that does not begin an escape.`)
  }
}
