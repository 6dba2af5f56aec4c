/**
 * The admin API, version 1, over HTTPS with a bearer token:
 *
 *   GET  /v1/status                   what runs, whether it is ready, each process
 *   GET  /v1/releases                 those that are kept, and which is current
 *   POST /v1/releases                 a tar.gz of a project -> 201 { release, problems, changes }, or 422 with the problems
 *   GET  /v1/releases/ID/diff         what it would change
 *   POST /v1/releases/ID/activate     200, or 409 when it did not get ready: then what ran before runs again. ?within=SECONDS
 *   POST /v1/rollback                 back to what ran before, likewise
 *
 * Nobody without the token learns anything but that one is needed.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Audit, Entry } from './audit.ts'
import type { Gate } from './gate.ts'
import { usualLimits } from './limits.ts'
import { Refusal } from './refusal.ts'
import type { Switching } from './switching.ts'
import type { Activation, Target } from './target.ts'

export interface AdminParts {
  gate: Gate
  audit: Audit
  switching: Switching
  target: Target
}

interface Answer {
  status: number
  value: unknown
  release?: string
  outcome?: string
  headers?: Record<string, string>
}

/** Seconds. */
const usualWait = 30
const longestWait = 600

export async function answerAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  parts: AdminParts,
): Promise<void> {
  const address = request.socket.remoteAddress ?? ''
  const what = `${request.method} ${(request.url ?? '').slice(0, 300)}`
  const verdict = parts.gate.judge(request.headers.authorization, address)
  if (verdict.kind !== 'in') {
    const isSlow = verdict.kind === 'slow'
    const status = isSlow ? 429 : 401
    // So many a minute and address: whoever tries a million tokens fills no disk.
    if (!isSlow || verdict.isFirst) {
      const outcome = isSlow ? 'too many wrong tokens' : 'wrong token'
      await parts.audit.note({ address, what, status, outcome })
    }
    const headers: Record<string, string> = isSlow
      ? { 'retry-after': String(verdict.retryAfter) }
      : { 'www-authenticate': 'Bearer' }
    const error = isSlow ? 'Too many wrong tokens.' : 'A token is needed.'
    return send(request, response, { status, value: { error }, headers })
  }
  const answer = await route(request, parts).catch(refused)
  const { status, release, outcome = 'done' } = answer
  const entry: Entry = { who: verdict.who, address, what, status, outcome }
  await parts.audit.note(release === undefined ? entry : { ...entry, release })
  send(request, response, answer)
}

async function route(request: IncomingMessage, parts: AdminParts): Promise<Answer> {
  const { method = 'GET', url = '/' } = request
  if (!URL.canParse(url, 'https://server')) throw notThere(url)
  const { pathname, searchParams } = new URL(url, 'https://server')
  const { switching, target } = parts
  const { releases } = switching
  const [, version, first, id, verb, ...more] = pathname.split('/')
  if (version !== 'v1' || more.length > 0) throw notThere(pathname)
  switch (verb ?? (id === undefined ? first : undefined)) {
    case 'status':
      only(method, 'GET')
      return ok({ ...(await target.status()), release: releases.current })
    case 'releases':
      if (method === 'POST') return upload(request, switching)
      only(method, 'GET', 'GET, POST')
      return ok({
        current: releases.current,
        previous: releases.previous,
        releases: releases.all,
      })
    case 'rollback': {
      only(method, 'POST')
      const activation = await switching.rollback(withinOf(searchParams))
      return activated(activation, activation.release)
    }
    case 'diff':
      if (first !== 'releases') break
      only(method, 'GET')
      return { ...ok({ changes: await switching.changes(id ?? '') }), release: id ?? '' }
    case 'activate': {
      if (first !== 'releases') break
      only(method, 'POST')
      return activated(await switching.activate(id ?? '', withinOf(searchParams)), id ?? '')
    }
  }
  throw notThere(pathname)
}

async function upload(request: IncomingMessage, switching: Switching): Promise<Answer> {
  if (Number(request.headers['content-length'] ?? 0) > usualLimits.archive) {
    throw new Refusal(
      413,
      'ARCHIVE_TOO_LARGE',
      `The archive is larger than ${usualLimits.archive >> 20} MiB.`,
    )
  }
  const uploaded = await switching.upload(request)
  return { status: 201, value: uploaded, release: uploaded.release.id }
}

function activated({ isDone, reasons, took }: Activation, release: string): Answer {
  if (isDone) return { ...ok({ release, state: 'active', took }), release }
  const why = reasons.map(({ message }) => message).join(' ')
  return {
    status: 409,
    release,
    outcome: `rolled back: ${why}`.slice(0, 2000),
    value: {
      error: 'It did not get ready; what ran before runs again.',
      code: 'ROLLED_BACK',
      release,
      reasons,
      took,
    },
  }
}

function withinOf(query: URLSearchParams): number {
  const text = query.get('within')
  const seconds = text === null ? usualWait : Number(text)
  if (seconds > 0 && seconds <= longestWait) return seconds * 1000
  throw new Refusal(400, 'BAD_WITHIN', `within must be seconds up to ${longestWait}.`)
}

function only(method: string, wanted: string, allowed = wanted): void {
  if (method === wanted) return
  throw new Refusal(405, 'METHOD_NOT_ALLOWED', `Only ${allowed} is known here.`, { allowed })
}

function notThere(path: string): Refusal {
  return new Refusal(404, 'NOT_FOUND', `There is no ${path.slice(0, 200)} here.`)
}

function ok(value: unknown): Answer {
  return { status: 200, value }
}

function refused(thrown: Error): Answer {
  if (!(thrown instanceof Refusal)) {
    const error = 'It failed for a reason of the server; its log says more.'
    return {
      status: 500,
      value: { error, code: 'DEFECT' },
      outcome: thrown.stack ?? String(thrown),
    }
  }
  const { status, code, message, more } = thrown
  const { allowed, ...rest } = more
  return {
    status,
    value: { error: message, code, ...rest },
    outcome: message,
    ...(typeof allowed === 'string' ? { headers: { allow: allowed } } : {}),
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, value, headers = {} }: Answer,
): void {
  const text = `${JSON.stringify(value)}\n`
  const body = Buffer.from(text)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
    // What of a refused upload is still on its way is not waited for.
    ...(request.complete ? {} : { connection: 'close' }),
    ...headers,
  })
  response.end(body, () => {
    if (!request.complete) request.resume()
  })
}
