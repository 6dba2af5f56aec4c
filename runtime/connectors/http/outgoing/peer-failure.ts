/** What went wrong on the way to a peer, in the words of the table. The only place that knows the errors of Node, TLS and undici. */
import { Failure, type FailureCode } from '../../../model/failure.ts'
import type { RestSettings } from './settings.ts'

type Known = readonly [code: FailureCode, reason: (host: string) => string]

const refused: Known = [
  'OUTGOING_UNREACHABLE',
  (host) => `nothing listens at ${host}. Is it started, is the port right?`,
]
const unknownName: Known = [
  'OUTGOING_UNREACHABLE',
  (host) => `no machine is known by the name of ${host}.`,
]
const noWay: Known = ['OUTGOING_UNREACHABLE', (host) => `there is no way to ${host}.`]
const lost: Known = ['OUTGOING_LOST', (host) => `${host} closed the connection before it answered.`]
const untrusted: Known = [
  'OUTGOING_REFUSED',
  (host) =>
    `the certificate of ${host} is signed by nobody known. Add its CA to the connection's CA certificates.`,
]
const noHttp: Known = ['OUTGOING_UNREADABLE', (host) => `what ${host} answered is not HTTP/1.1.`]
const noTls: Known = [
  'OUTGOING_REFUSED',
  (host) => `no TLS could be agreed on with ${host}. Is it https at all?`,
]
const wantsOurs: Known = [
  'OUTGOING_REFUSED',
  (host) =>
    `${host} did not agree to TLS with us. If it wants a certificate of ours, choose one as the connection's security.`,
]
const off: Known = ['OUTGOING_OFF', () => 'the connection is closed.']

const known: Readonly<Record<string, Known>> = {
  ECONNREFUSED: refused,
  ENOTFOUND: unknownName,
  EAI_AGAIN: unknownName,
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  ETIMEDOUT: noWay,
  UND_ERR_CONNECT_TIMEOUT: noWay,
  ECONNRESET: lost,
  EPIPE: lost,
  UND_ERR_SOCKET: lost,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: ['OUTGOING_REFUSED', (host) => `the certificate of ${host} has expired.`],
  CERT_NOT_YET_VALID: [
    'OUTGOING_REFUSED',
    (host) => `the certificate of ${host} is not valid yet.`,
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'OUTGOING_REFUSED',
    (host) => `the certificate is not one for ${host}. Use a name that is in it.`,
  ],
  EPROTO: noTls,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: wantsOurs,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: wantsOurs,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: [
    'OUTGOING_UNREADABLE',
    () => 'the answer is larger than the size limit.',
  ],
  UND_ERR_HEADERS_OVERFLOW: [
    'OUTGOING_UNREADABLE',
    () => 'the headers of the answer are too large.',
  ],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: lost,
  UND_ERR_CLOSED: off,
  UND_ERR_DESTROYED: off,
  UND_ERR_INVALID_ARG: ['OUTPUT_MALFORMED', () => 'a header or the path cannot be sent.'],
}

/** @returns A Failure; one that was a Failure already stays as it is. */
export function toPeerFailure(error: unknown, label: string, settings: RestSettings): Failure {
  if (error instanceof Failure) return error
  const host = new URL(settings.origin).host
  const [code, reason] = find(error) ?? ['OUTGOING_LOST', () => (error as Error).message]
  return new Failure(code, `${label} of "${settings.name}" failed: ${reason(host)}`, {
    at: { collection: 'connections', name: settings.name },
    cause: error,
  })
}

export function timedOut(label: string, { name }: RestSettings, limit: number): Failure {
  const words = `${label} of "${name}" was not answered within ${limit / 1000} s.`
  return new Failure('OUTGOING_TIMED_OUT', words, {
    at: { collection: 'connections', name },
    details: { limit },
  })
}

export function closed(label: string, { name }: RestSettings): Failure {
  const words = `${label} of "${name}" was not begun: the connection is closed.`
  return new Failure('OUTGOING_OFF', words, { at: { collection: 'connections', name } })
}

function find(error: unknown): Known | undefined {
  // Eight is far beyond any honest chain of causes.
  for (let depth = 0; error instanceof Error && depth < 8; depth++) {
    const { code = '', name, cause } = error as NodeJS.ErrnoException
    if (Object.hasOwn(known, code)) return known[code]
    if (name === 'HTTPParserError') return noHttp
    if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return noTls
    error = error instanceof AggregateError ? error.errors[0] : cause
  }
  return undefined
}
