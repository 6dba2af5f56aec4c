/**
 * JSONata over a message. Expressions are compiled once, when a plan is made ready, never while a message waits.
 * https://docs.jsonata.org
 */
import type { Exchange } from '../message/exchange.ts'
import type { Message } from '../message/message.ts'
import { Failure } from '../model/failure.ts'
import type { Place } from '../model/place.ts'

export type Expression = (
  message: Message,
  exchange: Pick<Exchange, 'cid' | 'origin'>,
) => Promise<unknown>

type Jsonata = typeof import('jsonata')
let jsonata: Jsonata | undefined

/** Loads the library; only projects that use an expression pay for it at start. */
export async function loadJsonata(): Promise<void> {
  jsonata ??= (await import('jsonata')).default as unknown as Jsonata
}

/** @throws Failure BLOCK_EXPRESSION_WRONG with `position` (characters from the beginning) in details. */
export function compileExpression(text: string, at: Place): Expression {
  if (!jsonata)
    throw new Failure('DEFECT', 'loadJsonata was not awaited before an expression was compiled.')
  let compiled = known.get(text)
  try {
    compiled ??= jsonata(text)
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number }
    throw new Failure(
      'BLOCK_EXPRESSION_WRONG',
      `The expression does not parse: ${message ?? String(error)}`,
      {
        at,
        details: position === undefined ? {} : { position },
        cause: error,
      },
    )
  }
  const expression = keep(text, compiled)
  return async (message, exchange) => {
    try {
      return plain(await expression.evaluate(contextOf(message, exchange)))
    } catch (error) {
      if (error instanceof Failure) throw error
      const words = (error as { message?: string }).message ?? String(error)
      throw new Failure(
        'BLOCK_EXPRESSION_FAILED',
        `The expression failed on this message: ${words}`,
        { at, cause: error },
      )
    }
  }
}

/** By text: a deploy makes the plans anew, and most expressions are those of before. */
const known = new Map<string, ReturnType<Jsonata>>()
const mostKnown = 5000

function keep(text: string, compiled: ReturnType<Jsonata>): ReturnType<Jsonata> {
  if (known.size >= mostKnown) known.clear()
  known.set(text, compiled)
  return compiled
}

/** What an expression sees. The payload of a message with no data format is its text. */
function contextOf(
  message: Message,
  exchange: Pick<Exchange, 'cid' | 'origin'>,
): Record<string, unknown> {
  const { payload } = message
  return {
    payload: Buffer.isBuffer(payload) ? payload.toString('utf8') : payload,
    headers: message.headers,
    properties: message.properties,
    params: exchange.origin.http?.params ?? {},
    query: exchange.origin.http?.query ?? {},
    method: exchange.origin.http?.method,
    cid: exchange.cid,
  }
}

/** JSONata marks the arrays it makes with hidden fields, and hands out parts of its input; neither may leak into a message. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, plain)
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}

/** Is it true in the sense of JSONata's $boolean? */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isTrue)
  if (value !== null && typeof value === 'object') return Object.keys(value).length > 0
  return Boolean(value)
}
