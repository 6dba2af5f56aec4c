/** The admin API from the other side: one call, its answer, and words for what can go wrong on the way. */
import { request } from 'node:https'
import type { Place } from '../model/place.ts'
import type { Problem } from '../model/problem.ts'

export interface Server {
  /** `https://host:9443` */
  url: string
  token: string
  /** PEM. Left out: what this machine trusts. */
  ca?: string | undefined
}

export interface Called {
  status: number
  /** As `admin/api.ts` says. */
  value: Record<string, unknown>
}

export interface ServerReason {
  code: string
  message: string
  at?: Place
  worker?: number
}

/** What the server did not do, with its own words. */
export class ServerRefusal extends Error {
  readonly code: string
  readonly problems: readonly Problem[]
  readonly reasons: readonly ServerReason[]

  constructor(
    readonly status: number,
    value: Record<string, unknown>,
  ) {
    super(typeof value.error === 'string' ? value.error : `The server answered ${status}.`)
    this.code = String(value.code ?? '')
    this.problems = (value.problems as Problem[] | undefined) ?? []
    this.reasons = (value.reasons as ServerReason[] | undefined) ?? []
  }
}

/** Milliseconds without a byte: an activation waits for each process to get ready. */
const patience = 660_000
const largestAnswer = 64 << 20

/** @throws Error when there is no way to it; ServerRefusal when it said no. */
export async function callServer(
  server: Server,
  method: 'GET' | 'POST',
  path: string,
  body?: Uint8Array,
): Promise<Record<string, unknown>> {
  const { status, value } = await call(server, method, path, body)
  if (status < 400) return value
  throw new ServerRefusal(status, value)
}

function call(
  { url, token, ca }: Server,
  method: string,
  path: string,
  body: Uint8Array = new Uint8Array(),
): Promise<Called> {
  const target = new URL(path, addressOf(url))
  const headers = {
    authorization: `Bearer ${token}`,
    'content-length': body.length,
    ...(body.length > 0 ? { 'content-type': 'application/gzip' } : {}),
  }
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(unreachable(target, error))
    const sent = request(
      target,
      { method, headers, timeout: patience, ...(ca === undefined ? {} : { ca }) },
      (response) => {
        const parts: Buffer[] = []
        let size = 0
        response.on('data', (part: Buffer) => {
          size += part.length
          if (size > largestAnswer) response.destroy(new Error('the answer is too large'))
          parts.push(part)
        })
        response.once('error', fail)
        response.once('end', () => {
          try {
            const value = JSON.parse(Buffer.concat(parts).toString('utf8'))
            resolve({ status: response.statusCode ?? 0, value })
          } catch {
            reject(new Error(`${target.origin} is no admin API: its answer is not JSON.`))
          }
        })
      },
    )
    sent.once('timeout', () => sent.destroy(new Error('it does not answer')))
    sent.once('error', fail)
    sent.end(body)
  })
}

/** @throws Error: a token is not sent over anything but TLS. */
function addressOf(url: string): URL {
  if (URL.canParse(url) && new URL(url).protocol === 'https:') return new URL(url)
  throw new Error(`${url} is no address of an admin API: it must begin with https://.`)
}

function unreachable(target: URL, error: NodeJS.ErrnoException): Error {
  const { code = '', message } = error
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nobody listens there. Was the server started with --admin?',
    ENOTFOUND: 'there is no such host.',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed. Name it with --ca FILE.',
    SELF_SIGNED_CERT_IN_CHAIN:
      'its certificate leads to one unknown here. Name that with --ca FILE.',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      'its certificate leads to none known here. Name its authority with --ca FILE.',
    ERR_TLS_CERT_ALTNAME_INVALID: `its certificate is not for ${target.hostname}.`,
    CERT_HAS_EXPIRED: 'its certificate has expired.',
    EPROTO: 'it does not speak TLS.',
  }
  return new Error(`${target.origin}: ${words[code] ?? message}`, { cause: error })
}
