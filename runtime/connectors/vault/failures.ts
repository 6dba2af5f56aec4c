/**
 * What can go wrong with a Vault, as failures of the table, in words that name the connection and say what helps. The only
 * place that reads status codes, and the error codes of sockets and TLS.
 */
import { Failure, type FailureCode } from '../../model/failure.ts'
import type { VaultSettings } from './settings.ts'
import type { Answer } from './transport.ts'

const reasons: Readonly<Record<string, readonly [FailureCode, string]>> = {
  ECONNREFUSED: [
    'OUTGOING_UNREACHABLE',
    'nothing listens there. Is Vault started, is the URL right?',
  ],
  ENOTFOUND: ['OUTGOING_UNREACHABLE', 'no machine is known by that name.'],
  EAI_AGAIN: ['OUTGOING_UNREACHABLE', 'the name could not be looked up.'],
  EHOSTUNREACH: ['OUTGOING_UNREACHABLE', 'there is no way to that host.'],
  ENETUNREACH: ['OUTGOING_UNREACHABLE', 'there is no way to that network.'],
  ETIMEDOUT: ['OUTGOING_UNREACHABLE', 'there is no way to that host.'],
  UND_ERR_CONNECT_TIMEOUT: ['OUTGOING_UNREACHABLE', 'it does not take connections.'],
  ECONNRESET: ['OUTGOING_LOST', 'it closed the connection before it answered.'],
  EPIPE: ['OUTGOING_LOST', 'it closed the connection before it answered.'],
  UND_ERR_SOCKET: ['OUTGOING_LOST', 'it closed the connection before it answered.'],
  UND_ERR_CLOSED: ['OUTGOING_OFF', 'the connection is closed.'],
  UND_ERR_DESTROYED: ['OUTGOING_OFF', 'the connection is closed.'],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['OUTGOING_UNREADABLE', 'the answer is larger than 32 MiB.'],
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: [
    'OUTGOING_REFUSED',
    'it wants a certificate of ours. Set Client certificate and Client key.',
  ],
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: [
    'OUTGOING_REFUSED',
    'no TLS could be agreed on. If it wants a certificate of ours, set Client certificate and Client key.',
  ],
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: [
    'OUTGOING_REFUSED',
    'it does not know who signed our certificate.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: ['OUTGOING_REFUSED', 'its certificate is for another name.'],
  CERT_HAS_EXPIRED: ['OUTGOING_REFUSED', 'its certificate has expired.'],
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: [
    'OUTGOING_INCOMPLETE',
    'the client key is not the one of the client certificate.',
  ],
}

const untrusted = /^(DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_)/

export interface Doing {
  settings: VaultSettings
  /** `reading secret/a`, `a login`: goes on after a comma. */
  label: string
}

/** No answer came. */
export function noAnswer(thrown: unknown, { settings, label }: Doing): Failure {
  if (thrown instanceof Failure) return thrown
  const [code, words] = reasonOf(thrown)
  return failure(
    code,
    `Vault "${settings.name}" at ${settings.url}, ${label}: ${words}`,
    settings,
    {
      cause: thrown,
    },
  )
}

export function timedOut({ settings, label }: Doing): Failure {
  const { name, timeout, url } = settings
  const words = `Vault "${name}" at ${url}, ${label}: no answer within ${timeout / 1000} s.`
  return failure('OUTGOING_TIMED_OUT', words, settings, { details: { limit: timeout } })
}

/** Vault asks us to wait; nothing was sent. @param wait Milliseconds. */
export function mustWait(wait: number, { settings, label }: Doing): Failure {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000))
  const words = `Vault "${settings.name}", ${label}: it is asked too much and wants nothing for ${retryAfter} s. Raise its quota, or ask less.`
  return failure('OUTGOING_BUSY', words, settings, { details: { status: 429, retryAfter } })
}

/** undefined: it is a success. */
export function refusalOf({ status, body }: Answer, doing: Doing): Failure | undefined {
  if (status >= 200 && status < 300) return undefined
  const { settings, label } = doing
  const { name } = settings
  const said = wordsOf(body)
  const tail = said === '' ? '' : `: ${said}`
  const make = (code: FailureCode, words: string) =>
    failure(code, `Vault "${name}", ${label}: ${words}`, settings, { details: { status, said } })
  if (status === 503 && /sealed/i.test(said)) {
    return make('OUTGOING_BLOCKED', 'it is sealed. Somebody has to unseal it.')
  }
  if ([412, 423, 472, 473, 501, 503].includes(status)) {
    return make('OUTGOING_BLOCKED', `it cannot answer just now (${status})${tail}`)
  }
  if (status === 403 && /invalid token/.test(said)) {
    return make('OUTGOING_LOGIN_FAILED', 'the token is not valid any more.')
  }
  if (status === 403) {
    return make('OUTGOING_REFUSED', `not permitted${tail}. Look at the policies of the token.`)
  }
  if (status >= 500) return make('OUTGOING_ANSWERED_ERROR', `it failed with ${status}${tail}`)
  return make('OUTGOING_REFUSED', `it answered ${status}${tail}`)
}

/** What Vault says is wrong; one line. */
export function wordsOf(body: unknown): string {
  const { errors, warnings } = (body ?? {}) as { errors?: unknown; warnings?: unknown }
  const said = [errors ?? [], warnings ?? []].flat().filter((one) => typeof one === 'string')
  return said.join('; ').replace(/\s+/g, ' ').trim().slice(0, 500)
}

function failure(
  code: FailureCode,
  words: string,
  { name }: VaultSettings,
  more: { cause?: unknown; details?: Record<string, unknown> },
): Failure {
  return new Failure(code, words, { at: { collection: 'connections', name }, ...more })
}

function reasonOf(thrown: unknown): readonly [FailureCode, string] {
  let error: unknown = thrown
  // Eight is far beyond any honest chain of causes.
  for (let depth = 0; error instanceof Error && depth < 8; depth++) {
    const { code = '', cause } = error as NodeJS.ErrnoException
    const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined
    if (known) return known
    if (untrusted.test(code)) {
      const words = 'its certificate is signed by nobody known. Put its CA into CA certificates.'
      return ['OUTGOING_REFUSED', words]
    }
    if (/^(EPROTO|ERR_SSL|ERR_TLS|ERR_OSSL)/.test(code)) {
      return ['OUTGOING_REFUSED', `no TLS could be agreed on (${error.message}).`]
    }
    error = error instanceof AggregateError ? error.errors[0] : cause
  }
  const words = thrown instanceof Error ? thrown.message : String(thrown)
  return ['OUTGOING_LOST', `${words}.`]
}
