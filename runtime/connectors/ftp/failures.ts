/**
 * What can go wrong with an FTP server, as failures of the table, in words that name the connection and say what helps.
 * The only place that reads error codes of sockets, of TLS and of the server (RFC 959, section 4.2).
 */
import { FTPError } from 'basic-ftp'
import { Failure, type FailureCode } from '../../model/failure.ts'
import { addressOf, type FtpSettings } from './settings.ts'

/** How far a session had come. */
export type Stage = 'connect' | 'secure' | 'login' | 'use'

/** A timeout of ours; basic-ftp knows its own only by their words. */
export class TimedOut extends Error {}

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  EADDRNOTAVAIL: 'there is no way to that address',
  EACCES: 'connecting there is not permitted',
}

/** Codes of Node and OpenSSL for a certificate that was looked at and refused. */
const certificate =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/

export function toFtpFailure(
  thrown: unknown,
  settings: FtpSettings,
  stage: Stage,
  doing?: string,
): Failure {
  if (thrown instanceof Failure) return thrown
  const who = `FTP connection "${settings.name}"`
  const details: Record<string, unknown> = { address: addressOf(settings) }
  const make = (code: FailureCode, words: string, more: Record<string, unknown> = {}) =>
    new Failure(code, `${who} ${words}`, { cause: thrown, details: { ...details, ...more } })

  if (thrown instanceof FTPError) return fromAnswer(thrown, settings, stage, doing, make)
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const code = 'code' in error ? String(error.code) : ''
  const at = addressOf(settings)

  if (certificate.test(code) || certificate.test(error.message)) {
    return make(
      'OUTGOING_UNREACHABLE',
      `refused the certificate of ${at}: ${error.message}. Put the authority that signed it in the field Certificate authority, or check the host's name.`,
      { tls: code || error.message },
    )
  }
  if (/^(EPROTO|ERR_SSL)/.test(code)) {
    return make(
      'OUTGOING_UNREACHABLE',
      `could not begin TLS with ${at}: ${error.message}. Check the fields Security and Port.`,
      { tls: code },
    )
  }
  if (thrown instanceof TimedOut || code === 'ETIMEDOUT' || /\btimeout\b/i.test(error.message)) {
    return stage === 'use'
      ? make(
          'OUTGOING_TIMED_OUT',
          `got no sign of life from ${at} for ${settings.transferTimeout / 1000} s${while_(doing)}.`,
        )
      : make(
          'OUTGOING_TIMED_OUT',
          `could not connect and log in to ${at} within ${settings.connectTimeout / 1000} s. If the server expects TLS from the first byte, set Security to Implicit TLS.`,
        )
  }
  const why = unreachable[code]
  if (stage !== 'use' && why !== undefined) {
    return make(
      'OUTGOING_UNREACHABLE',
      `cannot reach ${at}: ${why}. Check the host and the port, and whether the server runs.`,
      { code },
    )
  }
  const during = stage === 'use' ? doing : 'login'
  return make(
    'OUTGOING_LOST',
    `lost the server ${at}${while_(during)}: ${error.message}`,
    code ? { code } : {},
  )
}

type Make = (code: FailureCode, words: string, more?: Record<string, unknown>) => Failure

/** The server said no. */
function fromAnswer(
  answer: FTPError,
  settings: FtpSettings,
  stage: Stage,
  doing: string | undefined,
  make: Make,
): Failure {
  const { code } = answer
  const said = answer.message.replace(/^\d{3}[ -]/, '').trim()
  const facts = { code, said }
  const at = addressOf(settings)
  // 421 has two meanings: too many of us, or the server is closing; some servers say the first with 530.
  if (stage !== 'use' && (code === 421 || /too many|maximum number/i.test(said))) {
    return make(
      'OUTGOING_BUSY',
      `was turned away by ${at}: ${code} ${said} If this goes on, lower the field Sessions at once.`,
      facts,
    )
  }
  if (stage === 'secure') {
    return make(
      'OUTGOING_REFUSED',
      `asked ${at} for TLS and was refused: ${code} ${said} Does the server offer explicit TLS?`,
      facts,
    )
  }
  if (stage === 'login' || (code === 530 && stage === 'use')) {
    const help = /encrypt|TLS|SSL/i.test(said)
      ? 'The server wants TLS: set the field Security.'
      : 'Check the fields User and Password.'
    return make(
      'OUTGOING_LOGIN_FAILED',
      `could not log in to ${at} as "${settings.user}": ${code} ${said} ${help}`,
      { ...facts, user: settings.user },
    )
  }
  if (stage === 'connect') {
    return make('OUTGOING_UNREACHABLE', `was turned away by ${at}: ${code} ${said}`, facts)
  }
  // 425 and 426: no data connection, or one that broke; 421: the control connection goes.
  if (code === 421 || code === 425 || code === 426) {
    return make('OUTGOING_LOST', `lost the server ${at}${while_(doing)}: ${code} ${said}`, facts)
  }
  return make('OUTGOING_REFUSED', `was refused${doing ? ` ${doing}` : ''}: ${code} ${said}`, facts)
}

function while_(doing: string | undefined): string {
  return doing === undefined ? '' : ` during ${doing}`
}

/** Did the server answer with one of these codes? */
export function answered(thrown: unknown, ...codes: readonly number[]): boolean {
  if (thrown instanceof FTPError) return codes.includes(thrown.code)
  return (
    thrown instanceof Failure &&
    thrown.cause instanceof FTPError &&
    codes.includes(thrown.cause.code)
  )
}
