/**
 * Why a connection to a broker could not be made, was refused something, or was lost; and what helps. The only place that
 * reads error codes of sockets and of TLS, and the broker's own (AMQP 0-9-1, section 1.2, constants).
 */
import { TimedOut } from './connect.ts'
import type { BrokerSettings } from './settings.ts'

/** How far a connection had come. */
export type Stage = 'connect' | 'use'

export interface Reason {
  kind: 'UNREACHABLE' | 'TIMED_OUT' | 'LOGIN_FAILED' | 'REFUSED' | 'LOST' | 'BLOCKED'
  /** What follows the name of whose connection it is: `cannot reach ...`. */
  words: string
  /** `code`: of the system, of TLS, or the broker's reply code; `said`: the broker's own words. */
  facts?: { code?: string | number; said?: string }
}

export interface At {
  broker: BrokerSettings
  /** `broker "main" at amqp://rabbit:5672`. */
  where: string
}

export function reasonOf(error: Error, stage: Stage, at: At): Reason {
  const said = saidByBroker(error.message)
  if (said) return stage === 'connect' ? notLoggedIn(said, at) : told(said, at)
  const code = codeOf(error)
  const facts = code === '' ? {} : { facts: { code } }
  if (stage === 'use')
    return { kind: 'LOST', words: `lost ${at.where}: ${lossOf(error)}`, ...facts }
  const [kind, words] = notConnected(error, code, at)
  return { kind, words, ...facts }
}

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  EADDRNOTAVAIL: 'there is no way to that address',
  ETIMEDOUT: 'nothing answers there',
  EACCES: 'connecting there is not permitted',
}

/** Codes of Node and OpenSSL for a certificate that was looked at and refused. */
const certificate =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/

function notConnected(error: Error, code: string, { broker, where }: At): [Reason['kind'], string] {
  const { message } = error
  if (error instanceof TimedOut) {
    const seconds = broker.connectTimeout / 1000
    const words = `could not connect and log in to ${where} within ${seconds} s. Check host and port, and whether the broker runs.`
    return [
      'TIMED_OUT',
      `${words} ${broker.tls ? 'Is the port one for TLS?' : 'Is the port one without TLS?'}`,
    ]
  }
  if (certificate.test(code)) {
    return ['REFUSED', `refused the certificate of ${where}: ${certificateHelp(message, code)}`]
  }
  if (/^(EPROTO|ERR_SSL|ERR_OSSL|ERR_TLS)/.test(code)) {
    return ['REFUSED', `could not begin TLS with ${where}: ${tlsHelp(error, code)}`]
  }
  const why = unreachable[code]
  if (why !== undefined) {
    const words = `cannot reach ${where}: ${why}.`
    return ['UNREACHABLE', `${words} Check host and port, and whether the broker runs.`]
  }
  // All that amqplib tells of a broker that has closed the connection instead of opening the virtual host.
  if (/ConnectionClose/.test(message)) {
    const words = `was let in by ${where}, but not into its virtual host "${broker.vhost}"`
    return [
      'REFUSED',
      `${words}: it is not there, or "${broker.user}" may not use it, or it has too many connections already.`,
    ]
  }
  if (/^(Frame size|Invalid frame|Unknown frame)/.test(message)) {
    const words = `found no AMQP 0-9-1 at ${where}: what came back is something else (${message}).`
    return ['REFUSED', `${words} Check the port, and the field TLS.`]
  }
  const hint = broker.tls
    ? 'Does it ask for a client certificate?'
    : 'Does it expect TLS, or another version of AMQP?'
  return ['UNREACHABLE', `was turned away by ${where}: ${lossOf(error)}. ${hint}`]
}

function notLoggedIn({ code, words }: Said, { broker, where }: At): Reason {
  const tried = `could not log in to ${where} as "${broker.user}": ${code} ${words}`
  const facts = { code, said: words }
  return code === 403
    ? { kind: 'LOGIN_FAILED', words: `${tried} Check the fields User and Password.`, facts }
    : { kind: 'REFUSED', words: tried, facts }
}

/** The broker has closed an AMQP channel or the connection, and said why. */
function told({ code, words }: Said, { where }: At): Reason {
  const facts = { code, said: words }
  const help = helpFor(code, words)
  return help === undefined
    ? { kind: 'LOST', words: `was cut off by ${where}: ${code} ${words}`, facts }
    : { kind: 'REFUSED', words: `was refused by ${where}: ${code} ${words} ${help}`.trim(), facts }
}

interface Said {
  code: number
  words: string
}

/** amqplib tells of what the broker said as `404 (NOT-FOUND) with message "NOT_FOUND - no queue 'orders' in vhost '/'"`. */
function saidByBroker(message: string): Said | undefined {
  const found = /\b(\d{3}) \([A-Z-]+\) with message "(.*)"/s.exec(message)
  if (!found) return undefined
  const words = (found[2] ?? '').replace(/^([A-Z]+)_([A-Z_]+) - /, '$1 $2: ')
  return { code: Number(found[1]), words: /[.!?]$/.test(words) ? words : `${words}.` }
}

/** undefined: it is not about what was asked for. */
function helpFor(code: number, words: string): string | undefined {
  switch (code) {
    case 403:
      return /exclusive/.test(words)
        ? 'Another consumer has it for itself alone.'
        : 'The user needs the permission for it at the broker.'
    case 404:
      return 'Make it at the broker, or let it be declared here.'
    case 405:
      return 'Another connection has it for itself alone.'
    case 406:
      if (/timed out/.test(words))
        return 'It was left unsettled for longer than the broker allows (its consumer_timeout).'
      return /inequivalent/.test(words)
        ? 'It is there already, and is otherwise: make the fields here equal to it, or delete it at the broker.'
        : ''
    default:
      return undefined
  }
}

function certificateHelp(message: string, code: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'it has expired. It must be renewed at the broker.'
    case 'CERT_NOT_YET_VALID':
      return 'it is not valid yet. Are the clocks right?'
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `${message} Use a name that is in it as Host, or put it in the field Server name.`
    default:
      return `${message}. Put the authority that signed it in the field Certificate authority.`
  }
}

function tlsHelp(error: Error, code: string): string {
  // What OpenSSL says, without the line of its source that says it.
  const message = 'reason' in error ? String(error.reason) : error.message
  if (/wrong version number|packet length too long/i.test(message))
    return 'what came back is not TLS. Is the port one without TLS?'
  if (/certificate[ _]required/i.test(message + code))
    return 'it asks for a client certificate. Fill in the fields Client certificate and Client key.'
  if (/alert/i.test(message + code) && /certificate|unknown ca/i.test(message))
    return `it does not accept the client certificate (${message}).`
  if (/^ERR_OSSL/.test(code))
    return `${message}. Certificate authority, Client certificate and Client key must be PEM texts, and the last two of one pair.`
  return message
}

function lossOf({ message }: Error): string {
  if (message === 'Heartbeat timeout') return 'there was no sign of life from it for two heartbeats'
  if (message === 'Unexpected close' || /^Socket closed abruptly/.test(message))
    return 'it closed the connection without a word'
  return message
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
