/**
 * WS-Security UsernameToken: user and password are compared as one text, so that nothing tells which of them was wrong. A
 * nonce is remembered only of tokens that are good; nobody else can fill that memory.
 */
import { hash, timingSafeEqual } from 'node:crypto'
import type { Gate, Knock, RefusalBody, Verdict } from '../../message/guard.ts'
import { Failure } from '../../model/failure.ts'
import { challenge } from '../authorization.ts'
import { digestOf } from '../digest.ts'
import { incomplete, milliseconds, type SecurityKind, type Settings, text } from '../kind.ts'
import { wsSecurityDefinition } from './definition.ts'
import { type Shown, tokenIn, type UsernameToken } from './envelope.ts'
import { faultFor } from './fault.ts'
import { Seen } from './seen.ts'

export const wsSecurity: SecurityKind = { definition: wsSecurityDefinition, gate }

type Wrong = Extract<Shown, { is: 'wrong' }>

// Some 35 MB. In the six minutes that one is kept by default, 1,100 tokens a second.
const mostNonces = 500_000

function gate(settings: Settings): Gate {
  const { name, values } = settings
  const user = text(values.user)
  const password = passwordOf(settings)
  const maxAge = milliseconds(values.maxAge, 300)
  const skew = milliseconds(values.clockSkew, 60)
  const largest = (typeof values.maxSize === 'number' ? values.maxSize : 1) * 1024 * 1024
  // Made by a clock that is fast, a token is good for that much longer.
  const seen = new Seen(maxAge + 2 * skew, mostNonces)
  const asked = challenge('WSSE', { realm: text(values.realm), profile: 'UsernameToken' })
  const caller = {
    name: user,
    definition: name,
    type: 'ws-security',
    identity: { subject: user, claims: {}, roles: [] },
  }

  async function decide(knock: Knock, says: RefusalBody | undefined): Promise<Verdict> {
    let shown: Shown
    try {
      const body = await knock.body()
      shown =
        body.length > largest
          ? { is: 'wrong', why: `the envelope has ${body.length} bytes` }
          : tokenIn(Buffer.from(body.buffer, body.byteOffset, body.length))
    } catch (failure) {
      shown = { is: 'wrong', why: `the body cannot be read: ${(failure as Error).message}` }
    }
    const verdict = shown.is === 'token' ? judge(shown.token) : shown
    if (verdict.is === 'absent') return { ...verdict, challenge: asked, says }
    return verdict.is === 'wrong' ? { ...verdict, is: 'refused', challenge: asked, says } : verdict
  }

  function judge(token: UsernameToken): Verdict | Wrong {
    const why = missing(token, values) ?? ageWrong(token.created, maxAge, skew)
    if (why !== undefined) return { is: 'wrong', why }
    if (!isRight(token, user, password)) {
      return { is: 'wrong', why: 'user or password are not these' }
    }
    if (!token.nonce) return { is: 'admitted', caller }
    const nonce = seen.take(token.nonce, performance.now())
    if (nonce === 'new') return { is: 'admitted', caller }
    if (nonce === 'seen') return { is: 'wrong', why: 'the nonce was shown before' }
    const words = `The security definition "${name}" remembers ${seen.size} nonces and takes no more just now.`
    const at = { collection: 'security', name } as const
    return { is: 'unavailable', why: new Failure('SECURITY_UNAVAILABLE', words, { at }) }
  }

  return {
    admit(knock) {
      const type = knock.header('content-type')
      // A body that cannot be an envelope is left to whoever is asked next.
      return mayBeXml(type) ? decide(knock, faultFor(type)) : { is: 'absent', challenge: asked }
    },
  }
}

/** @throws Failure: an empty password would let in whoever knows the user. */
function passwordOf(settings: Settings): string {
  const password = text(settings.values.password)
  if (password === '') throw incomplete(settings, 'the password is empty.')
  return password
}

function mayBeXml(contentType: string | undefined): boolean {
  return contentType === undefined || xmlType.test(contentType)
}

const xmlType = /^[ \t]*(?:text|application)\/(?:[\w.+-]+\+)?xml\b/i

function missing(
  { isDigest, nonce, created }: UsernameToken,
  values: Settings['values'],
): string | undefined {
  const { passwordType = 'digest' } = values
  if (passwordType !== 'either' && (passwordType === 'digest') !== isDigest) {
    return `the password is not sent as ${passwordType}`
  }
  const isNeeded = (when: unknown) => when !== 'never' && (isDigest || when === 'always')
  if (!nonce && isNeeded(values.nonce)) return 'it has no nonce'
  if (created !== undefined) return undefined
  if (isNeeded(values.created)) return 'it does not say when it was made'
  // Hashed as one text, a nonce and a time are the same as a nonce with the time at its end: an old token, made ageless.
  return isDigest && nonce && endsInTime.test(nonce.toString('latin1'))
    ? 'its nonce ends in a time'
    : undefined
}

/** @param maxAge In milliseconds, as is the skew. */
function ageWrong(created: string | undefined, maxAge: number, skew: number): string | undefined {
  if (created === undefined) return undefined
  const age = Date.now() - timeOf(created)
  if (Number.isNaN(age)) return 'when it was made is no time'
  if (age > maxAge + skew) return `it was made ${Math.round(age / 1000)} s ago`
  return age < -skew ? `it is made ${Math.round(-age / 1000)} s from now` : undefined
}

/**
 * Epoch milliseconds, or NaN. Strict: nonce and time are hashed as one text, and what could be moved from the one to the
 * other would make a new nonce of a token that was seen.
 */
function timeOf(created: string): number {
  const [, time, zone] = dateTime.exec(created) ?? []
  // Without a zone it is UTC (SOAP Message Security 1.1, 10).
  return time === undefined ? Number.NaN : Date.parse(time + (zone ?? 'Z'))
}

const dateTimeSource =
  '(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)(Z|[+-]\\d\\d:\\d\\d)?$'
const dateTime = new RegExp(`^${dateTimeSource}`)
const endsInTime = new RegExp(dateTimeSource)

/** In a time that tells nothing of where they differ. */
function isRight(token: UsernameToken, user: string, password: string): boolean {
  const proof = token.isDigest ? passwordDigest(token, password) : password
  return timingSafeEqual(joined(token.user, token.password), joined(user, proof))
}

/** No XML can hold U+0000. */
function joined(user: string, proof: string): Buffer {
  return digestOf(Buffer.from(`${user}\0${proof}`))
}

/** Base64(SHA-1(nonce + created + password)): UsernameToken Profile 1.1, 3.1. What is missing is left out. */
export function passwordDigest(
  { nonce, created }: Pick<UsernameToken, 'nonce' | 'created'>,
  password: string,
): string {
  const parts = [nonce ?? '', created ?? '', password].map((part) => Buffer.from(part))
  return hash('sha1', Buffer.concat(parts), 'base64')
}
