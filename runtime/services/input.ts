/** Where the elements of a service's input are looked for. */
import type { Exchange } from '../message/exchange.ts'
import type { Message } from '../message/message.ts'
import type { InputSource } from '../model/io-plan.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Path, then query, then body of the request that the message is. What a step of the flow made stands before both, and a
 * service that another one invoked sees only what it was given.
 */
export function sourceOf(message: Message, exchange: Exchange): InputSource {
  const { http } = exchange.origin
  const body = contentOf(message)
  if (!http || message.properties.invoked === true) return { body }
  if (message === exchange.message) return { params: http.params, query: http.query, body }
  return { body: { ...http.query, ...http.params, ...fieldsOf(body) } }
}

/** All members of the request, unchecked: for a service that declares none. */
export function merged({ params, query, body }: InputSource): Record<string, unknown> {
  return { ...fieldsOf(body), ...query, ...params }
}

/** An XML document is its root element's content: what the root is called is for the schema, not for the service. */
function contentOf({ format, payload }: Message): unknown {
  if (format !== 'xml') return payload
  const [root, ...others] = Object.values(fieldsOf(payload))
  return others.length === 0 && isFields(root) ? root : payload
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

function isFields(value: unknown): value is Fields {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value)
  )
}
