/** What a Vault server answers with: envelopes, refusals, and nothing. */
import { randomUUID } from 'node:crypto'

export type Data = Record<string, unknown>

/** One request, its namespace taken off the path. */
export interface Request {
  /** `PUT` is `POST`; `GET ?list=true` is `LIST`. */
  method: string
  /** Without `/v1/`, decoded: `secret/data/a b`. */
  path: string
  query: URLSearchParams
  body: Data
  /** Empty: none was shown. */
  token: string
  /** `ns1/`; empty: the root namespace. */
  namespace: string
}

export interface Reply {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

/** An answer that is no success. Thrown, so that a check is one line. */
export class Refusal extends Error {
  readonly reply: Reply

  constructor(status: number, ...errors: string[]) {
    super(errors.join('; '))
    this.reply = { status, body: { errors } }
  }
}

/** An error raised on an authenticated path without words of a backend. */
export function wrapped(status: number, words: string): Refusal {
  return new Refusal(status, `1 error occurred:\n\t* ${words}\n\n`)
}

export const notThere = () => new Refusal(404)

export const nothing: Reply = { status: 204 }

export function envelope(more: Data = {}, top: Data = {}): Data {
  return {
    request_id: randomUUID(),
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data: null,
    wrap_info: null,
    warnings: null,
    auth: null,
    ...more,
    ...top,
  }
}

export function ok(data: Data, more: Data = {}): Reply {
  return { status: 200, body: envelope({ data, ...more }) }
}

/** Some paths repeat the keys of `data` at the top. */
export function okAtTop(data: Data): Reply {
  return { status: 200, body: envelope({ data }, data) }
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A list, or texts with commas between. */
export function texts(value: unknown): string[] {
  const values = Array.isArray(value) ? value.map(String) : text(value).split(',')
  return values.map((one) => one.trim()).filter((one) => one !== '')
}

/** Seconds, as a number or as Go writes them: `90`, `30s`, `1h30m`. */
export function seconds(value: unknown): number {
  if (typeof value === 'number') return value
  const written = text(value)
  if (/^\d+$/.test(written)) return Number(written)
  const units: Record<string, number> = { h: 3600, m: 60, s: 1 }
  let sum = 0
  for (const [, amount, unit = 's'] of written.matchAll(/(\d+)([hms])/g)) {
    sum += Number(amount) * (units[unit] ?? 1)
  }
  return sum
}
