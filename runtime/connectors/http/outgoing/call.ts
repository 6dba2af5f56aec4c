/** One call of a connection, for code and for nodes alike: a step of its exchange, tried again as the settings say. */
import type { Exchange } from '../../../message/exchange.ts'
import { formatOf } from '../../../message/format.ts'
import { Message } from '../../../message/message.ts'
import { Failure } from '../../../model/failure.ts'
import { encodings } from '../read-request.ts'
import { Answer } from './answer.ts'
import { attemptsFor, tryAgain } from './attempts.ts'
import type { Body } from './body.ts'
import type { Peer } from './peer.ts'
import type { RestSettings } from './settings.ts'
import { askSigned } from './signed.ts'

export interface Call {
  method: string
  /** Filled in, with the query. */
  path: string
  headers?: Readonly<Record<string, string>> | undefined
  body?: Body | undefined
  /** Milliseconds for each attempt. Default: the connection's. */
  timeout?: number | undefined
  retries?: number | undefined
  signal?: AbortSignal | undefined
}

/** Whoever watches the connection hears of each outcome. */
export type Heard = (outcome: Answer | Failure) => void

/** @throws Failure when no answer came. */
export function makeCall(
  call: Call,
  exchange: Exchange,
  settings: RestSettings,
  peer: Peer,
  heard: Heard,
): Promise<Answer> {
  const { method, body } = call
  const path = settings.basePath + call.path || '/'
  // Without the query: it may hold a key, and the label goes into words that travel.
  const label = `${method} ${settings.origin}${path.replace(/\?.*$/s, '')}`
  const headers = headersFor(call, exchange, settings)
  const own = Object.keys(lowered(call.headers ?? {}))
  const { name } = settings
  const sent = new Message({
    raw: body?.bytes ?? Buffer.alloc(0),
    format: body ? formatOf(headers['content-type']) : 'none',
    contentType: headers['content-type'],
    headers,
  })
  const signals = call.signal ? [exchange.signal, call.signal] : [exchange.signal]
  const timeout = call.timeout ?? settings.timeout
  const attempt = () =>
    askSigned(
      peer,
      { method, path, headers, body: body?.bytes, timeout, signals, label },
      settings.signer,
      own,
    ).then(told(heard), toldFailure(heard))
  return exchange.step(
    {
      ...{ at: { collection: 'connections', name }, label, sent },
      recorded: (answer) => Answer.of(answer, name, label),
    },
    () => {
      if (exchange.left() === 0) throw noTimeLeft(label, name)
      return tryAgain(attempt, {
        attempts: attemptsFor(method, settings, call.retries),
        left: () => exchange.left(),
        signal: call.signal ? AbortSignal.any(signals) : exchange.signal,
        retry: settings.retry,
      })
    },
    (answer) => answer.message,
  )
}

function told(heard: Heard) {
  return (answer: Answer) => {
    heard(answer)
    return answer
  }
}

function toldFailure(heard: Heard) {
  return (thrown: unknown): never => {
    if (thrown instanceof Failure) heard(thrown)
    throw thrown
  }
}

/** Lower-case names; the call's own are stronger than the connection's, ours are weaker than both but for the tracing. */
function headersFor(
  call: Call,
  exchange: Exchange,
  settings: RestSettings,
): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': 'Patchbay',
    'accept-encoding': encodings,
    ...lowered(settings.headers),
  }
  if (call.body) headers['content-type'] = call.body.contentType
  Object.assign(headers, lowered(call.headers ?? {}))
  headers['x-patchbay-cid'] = exchange.cid
  headers.traceparent = exchange.traceparent
  return headers
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}

function noTimeLeft(label: string, name: string): Failure {
  const words = `${label} of "${name}" was not begun: the exchange has no time left.`
  return new Failure('DEADLINE_PASSED', words, { at: { collection: 'connections', name } })
}
