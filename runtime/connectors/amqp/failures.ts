/**
 * What can go wrong with a broker, as failures of the table, in words that name whose connection it was and say what helps.
 * The only place that reads error codes of sockets and of TLS, and the broker's own (AMQP 0-9-1, section 1.2, constants).
 */
import { Failure, type FailureCode } from '../../model/failure.ts'
import { TimedOut } from './connect.ts'
import type { Who } from './identity.ts'
import { addressOf, type BrokerSettings } from './settings.ts'

/** How far a connection had come. */
export type Stage = 'connect' | 'use'

type Kind = 'UNREACHABLE' | 'TIMED_OUT' | 'LOGIN_FAILED' | 'REFUSED' | 'LOST' | 'BLOCKED'

/** A channel and what is made for it; everything else goes out. */
const channelCodes: Record<Kind, FailureCode> = {
  UNREACHABLE: 'CHANNEL_UNREACHABLE',
  TIMED_OUT: 'CHANNEL_UNREACHABLE',
  LOGIN_FAILED: 'CHANNEL_LOGIN_FAILED',
  REFUSED: 'CHANNEL_REFUSED',
  LOST: 'CHANNEL_LOST',
  BLOCKED: 'CHANNEL_BUSY',
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

interface Facts {
  code?: string | number
  said?: string
}

/** Whose connection, and to where: what all failures of it begin with. */
export class BrokerFailures {
  readonly #who: string
  readonly #at: string

  constructor(
    readonly broker: BrokerSettings,
    readonly who: Who,
  ) {
    const kinds = {
      channel: 'Channel',
      outgoing: 'AMQP connection',
      shared: 'Broker',
      test: 'Broker',
    }
    this.#who = `${kinds[who.type]} "${who.name}"`
    this.#at = `broker "${broker.name}" at ${addressOf(broker)}`
  }

  from(thrown: unknown, stage: Stage): Failure {
    if (thrown instanceof Failure) return thrown
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    const { code } = error as { code?: unknown }
    const said = saidByBroker(error.message)
    if (said) return this.#fromBroker(said, error, stage)
    if (stage === 'connect')
      return this.#fromConnecting(error, typeof code === 'string' ? code : '')
    return this.#make('LOST', `lost ${this.#at}: ${wordsOf(error)}`, error, {
      ...(typeof code === 'string' ? { code } : {}),
    })
  }

  /** The broker takes no messages for now. @param reason Its own: `low on memory`. */
  blocked(reason: string): Failure {
    const words = `must wait: ${this.#at} takes no messages, because it is ${reason}. It goes on by itself as soon as the broker does.`
    return this.#make('BLOCKED', words, undefined, { said: reason })
  }

  left(): Failure {
    return this.#make('LOST', `has closed its connection to ${this.#at}.`)
  }

  #fromConnecting(error: Error, code: string): Failure {
    const { broker } = this
    const at = this.#at
    if (error instanceof TimedOut) {
      const seconds = broker.connectTimeout / 1000
      const hint = broker.tls ? 'Is its port one for TLS?' : 'Is its port one without TLS?'
      return this.#make(
        'TIMED_OUT',
        `could not connect and log in to ${at} within ${seconds} s. Check host and port, and whether the broker runs. ${hint}`,
        error,
      )
    }
    if (certificate.test(code)) {
      return this.#make(
        'REFUSED',
        `refused the certificate of ${at}: ${certificateHelp(error, code)}`,
        error,
        { code },
      )
    }
    if (/^(EPROTO|ERR_SSL|ERR_OSSL|ERR_TLS)/.test(code) || /PEM|SSL routines/.test(error.message)) {
      return this.#make(
        'REFUSED',
        `could not begin TLS with ${at}: ${tlsHelp(error, code)}`,
        error,
        { code },
      )
    }
    const why = unreachable[code]
    if (why !== undefined) {
      return this.#make(
        'UNREACHABLE',
        `cannot reach ${at}: ${why}. Check host and port, and whether the broker runs.`,
        error,
        { code },
      )
    }
    if (/ConnectionClose/.test(error.message)) {
      return this.#make(
        'REFUSED',
        `was let in by ${at}, but not into its virtual host "${broker.vhost}": it is not there, or "${broker.user}" may not use it, or it has too many connections already.`,
        error,
      )
    }
    if (/^(Frame size|Invalid frame|Unknown frame)/.test(error.message)) {
      return this.#make(
        'REFUSED',
        `found no AMQP 0-9-1 at ${at}: what came back is something else. Check the port, and the field TLS.`,
        error,
      )
    }
    const hint =
      broker.tls === undefined
        ? ' Does it expect TLS, or another version of AMQP?'
        : ' Does it expect a client certificate?'
    return this.#make(
      'UNREACHABLE',
      `was turned away by ${at}: ${wordsOf(error)}.${hint}`,
      error,
      code ? { code } : {},
    )
  }

  /** It has said no, and why. */
  #fromBroker({ code, words }: Said, error: Error, stage: Stage): Failure {
    const facts = { code, said: words }
    const { broker } = this
    const at = this.#at
    if (stage === 'connect') {
      return this.#make(
        code === 403 ? 'LOGIN_FAILED' : 'REFUSED',
        `could not log in to ${at} as "${broker.user}": ${code} ${words}${code === 403 ? ' Check the fields User and Password.' : ''}`,
        error,
        facts,
      )
    }
    const help = helpFor(code, words)
    if (help !== undefined)
      return this.#make('REFUSED', `was refused by ${at}: ${code} ${words} ${help}`, error, facts)
    return this.#make('LOST', `was cut off by ${at}: ${code} ${words}`, error, facts)
  }

  #make(kind: Kind, words: string, cause?: Error, facts: Facts = {}): Failure {
    const code = this.who.type === 'channel' ? channelCodes[kind] : (`OUTGOING_${kind}` as const)
    return new Failure(code, `${this.#who} ${words}`, {
      cause,
      details: { broker: this.broker.name, address: addressOf(this.broker), ...facts },
    })
  }
}

interface Said {
  code: number
  words: string
}

/** amqplib tells of what the broker said as `403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused ..."`. */
function saidByBroker(message: string): Said | undefined {
  const found = /\b(\d{3}) \([A-Z-]+\) with message "(.*)"/s.exec(message)
  if (!found) return undefined
  const [, code, words = ''] = found
  return { code: Number(code), words: sentence(words.replace(/^([A-Z]+)_([A-Z_]+) - /, '$1 $2: ')) }
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`
}

function helpFor(code: number, words: string): string | undefined {
  if (code === 404) return 'Make it at the broker, or let it be declared here.'
  if (code === 403)
    return 'The user needs the permission for it; or another consumer has it for itself alone.'
  if (code === 405) return 'Another connection has it for itself alone.'
  if (code !== 406) return undefined
  if (/acknowledg/.test(words))
    return 'It was unsettled for longer than the broker allows (its consumer_timeout).'
  if (/inequivalent/.test(words))
    return 'It is there already, and otherwise: make the fields here equal to it, or delete it at the broker.'
  return ''
}

function certificateHelp(error: Error, code: string): string {
  if (code === 'CERT_HAS_EXPIRED') return 'it has expired. It must be renewed at the broker.'
  if (code === 'CERT_NOT_YET_VALID') return 'it is not valid yet. Are the clocks right?'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `it is of another name. ${error.message} Use that name as Host, or put it in the field Server name.`
  return `${error.message}. Put the authority that signed it in the field Certificate authority.`
}

function tlsHelp(error: Error, code: string): string {
  if (/wrong version number|packet length too long/i.test(error.message))
    return 'what came back is not TLS. Is the port right, or is it one without TLS?'
  if (/CERTIFICATE_REQUIRED/.test(code) || /certificate required/i.test(error.message))
    return 'it asks for a client certificate. Fill in the fields Client certificate and Client key.'
  if (/ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED)/.test(code))
    return `it does not accept the client certificate (${error.message}).`
  if (/PEM|key values mismatch/i.test(error.message))
    return `${error.message}. The fields Certificate authority, Client certificate and Client key must be PEM texts, and the last two belong together.`
  return error.message
}

function wordsOf(error: Error): string {
  if (error.message === 'Heartbeat timeout')
    return 'there was no sign of life from it for two heartbeats'
  if (error.message === 'Unexpected close' || /Socket closed abruptly/.test(error.message))
    return 'it closed the connection without a word'
  return error.message
}
