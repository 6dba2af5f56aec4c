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

/** undefined unless it is base64 as it is written by everybody (RFC 4648, 4 and 3.5): padded, with no bits left over. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

/** The same without padding and in the alphabet for addresses (RFC 4648, 5): the parts of a signed token. */
export function isBase64Url(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text
}

/** A challenge of a `WWW-Authenticate` header. Values are plain ASCII without quotes. */
export function challenge(scheme: string, parameters: Readonly<Record<string, string>>): string {
  const written = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)
  return `${scheme} ${written.join(', ')}`
}
