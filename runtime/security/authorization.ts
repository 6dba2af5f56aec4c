/** What stands in an `Authorization` header (RFC 9110, 11.4). Strict: one credential has one spelling, besides the scheme's case. */

/**
 * The token after a scheme. undefined: there is no such header, or it is of another scheme; empty: it is of the scheme and
 * cannot be read.
 */
export function tokenOf(header: string | undefined, scheme: string): string | undefined {
  if (header === undefined || header.length < scheme.length) return undefined
  if (header.slice(0, scheme.length).toLowerCase() !== scheme) return undefined
  const rest = header.slice(scheme.length)
  if (rest === '') return ''
  if (rest.charCodeAt(0) !== space) return undefined
  return token68.exec(rest)?.[1] ?? ''
}

const space = 0x20
const token68 = /^ +([A-Za-z0-9\-._~+/]+=*)$/

/**
 * Is it written as everybody writes it, with no bits left over (RFC 4648, 3.5 and 5)? Otherwise a part of a signed token could
 * be changed, and the token be the same.
 */
export function isBase64Url(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text
}

/** A challenge of a `WWW-Authenticate` header. Values are plain ASCII without quotes. */
export function challenge(scheme: string, parameters: Readonly<Record<string, string>>): string {
  const written = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)
  return `${scheme} ${written.join(', ')}`
}
