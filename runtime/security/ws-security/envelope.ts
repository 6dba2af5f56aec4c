/**
 * The UsernameToken of a SOAP envelope. It counts at one place only: in the one Security block for us, in the one Header of
 * the root. What looks like one anywhere else is not looked at, so nothing is gained by moving it or by adding a second.
 * Elements are told by namespace and local name, whatever their prefix.
 */
import { readXml } from '../../message/body/xml.ts'

export interface UsernameToken {
  user: string
  password: string
  isDigest: boolean
  /** Decoded. */
  nonce: Buffer | undefined
  /** As it is written, without white space around. */
  created: string | undefined
}

export type Shown =
  | { is: 'token'; token: UsernameToken }
  | { is: 'absent' }
  /** `why` is for the log. */
  | { is: 'wrong'; why: string }

const oasis = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-'
export const wsse = `${oasis}wssecurity-secext-1.0.xsd`
const wsu = `${oasis}wssecurity-utility-1.0.xsd`
const passwordTypes = `${oasis}username-token-profile-1.0#`
const base64Binary = `${oasis}soap-message-security-1.0#Base64Binary`

export const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
export const soap12 = 'http://www.w3.org/2003/05/soap-envelope'

/** Of a Security block that is for whoever is asked, besides one that names nobody. */
const rolesOfOurs = new Set([
  '',
  'http://schemas.xmlsoap.org/soap/actor/next',
  `${soap12}/role/next`,
  `${soap12}/role/ultimateReceiver`,
])

interface Element {
  content: unknown
  parent: Element | undefined
}

class Malformed extends Error {}

/** Never throws. */
export function tokenIn(raw: Buffer): Shown {
  try {
    const value = readXml(raw)
    return value === undefined ? { is: 'absent' } : read({ content: value, parent: undefined })
  } catch (thrown) {
    return { is: 'wrong', why: (thrown as Error).message }
  }
}

function read(document: Element): Shown {
  const soap = [soap11, soap12].find((one) => children(document, one, 'Envelope').length > 0)
  if (soap === undefined) return { is: 'wrong', why: 'the body is no SOAP envelope' }
  const envelope = only(document, soap, 'Envelope')
  const header = atMostOne(envelope, soap, 'Header')
  if (!header) return { is: 'absent' }
  const blocks = children(header, wsse, 'Security').filter((block) => isOurs(block, soap))
  const [security, second] = blocks
  if (!security) return { is: 'absent' }
  if (second) throw new Malformed('there are two Security blocks for us')
  const token = atMostOne(security, wsse, 'UsernameToken')
  return token ? { is: 'token', token: readToken(token) } : { is: 'absent' }
}

function isOurs(block: Element, soap: string): boolean {
  const role = attribute(block, soap, soap === soap11 ? 'actor' : 'role') ?? ''
  return rolesOfOurs.has(role.trim())
}

function readToken(token: Element): UsernameToken {
  const password = only(token, wsse, 'Password')
  // Left out it is a text (UsernameToken Profile 1.1, 3.1).
  const type = attribute(password, '', 'Type') ?? `${passwordTypes}PasswordText`
  const isDigest = type === `${passwordTypes}PasswordDigest`
  if (!isDigest && type !== `${passwordTypes}PasswordText`) {
    throw new Malformed('the password is of an unknown type')
  }
  const shown = textOf(password)
  const created = atMostOne(token, wsu, 'Created')
  return {
    user: textOf(only(token, wsse, 'Username')),
    password: isDigest ? shown.trim() : shown,
    isDigest,
    nonce: nonceIn(atMostOne(token, wsse, 'Nonce')),
    created: created && textOf(created).trim(),
  }
}

function nonceIn(nonce: Element | undefined): Buffer | undefined {
  if (!nonce) return undefined
  const encoding = attribute(nonce, '', 'EncodingType') ?? base64Binary
  const text = textOf(nonce).replace(/[ \t\r\n]+/g, '')
  // Node passes over what is no Base64.
  if (encoding !== base64Binary || text.length % 4 !== 0 || !base64.test(text)) {
    throw new Malformed('the nonce is not in Base64')
  }
  return Buffer.from(text, 'base64')
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/

function only(parent: Element, namespace: string, name: string): Element {
  const found = atMostOne(parent, namespace, name)
  if (!found) throw new Malformed(`there is no ${name}`)
  return found
}

function atMostOne(parent: Element, namespace: string, name: string): Element | undefined {
  const [first, second] = children(parent, namespace, name)
  if (second) throw new Malformed(`there are two elements ${name}`)
  return first
}

function children(parent: Element, namespace: string, name: string): Element[] {
  return entriesOf(parent.content).flatMap(([key, value]) => {
    const [prefix, local] = splitName(key)
    if (local !== name || key.startsWith('@')) return []
    const all: unknown[] = Array.isArray(value) ? value : [value]
    return all
      .map((content): Element => ({ content, parent }))
      .filter((one) => namespaceOf(one, prefix) === namespace)
  })
}

/** Looked up, and not handed down: copies for each of many elements of many declarations would cost seconds. */
function namespaceOf(element: Element, prefix: string): string | undefined {
  const key = prefix === '' ? '@xmlns' : `@xmlns:${prefix}`
  for (let one: Element | undefined = element; one; one = one.parent) {
    const { content } = one
    if (typeof content === 'object' && content !== null && Object.hasOwn(content, key)) {
      return String((content as Record<string, unknown>)[key])
    }
  }
  return undefined
}

/** An attribute without a prefix is in no namespace: ''. */
function attribute(element: Element, namespace: string, name: string): string | undefined {
  const found = entriesOf(element.content).filter(([key]) => {
    if (!key.startsWith('@')) return false
    const [prefix, local] = splitName(key.slice(1))
    const its = prefix === '' ? '' : namespaceOf(element, prefix)
    return local === name && its === namespace
  })
  if (found.length > 1) throw new Malformed(`there are two attributes ${name}`)
  return found[0] && String(found[0][1])
}

/** A name with two colons is none, and never found. */
function splitName(name: string): [prefix: string, local: string] {
  const at = name.indexOf(':')
  return at === -1 ? ['', name] : [name.slice(0, at), name.slice(at + 1)]
}

/** @throws Malformed when there are elements in it. */
function textOf({ content }: Element): string {
  if (typeof content === 'string') return content
  const entries = entriesOf(content)
  if (entries.some(([key]) => !key.startsWith('@') && key !== '#text')) {
    throw new Malformed('there is an element where a text must be')
  }
  return String(entries.find(([key]) => key === '#text')?.[1] ?? '')
}

function entriesOf(content: unknown): [string, unknown][] {
  return typeof content === 'object' && content !== null ? Object.entries(content) : []
}
