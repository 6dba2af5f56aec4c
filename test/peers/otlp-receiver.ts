/** A small collector: takes traces over OTLP/HTTP and keeps what it was sent (opentelemetry.io/docs/specs/otlp). */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'

interface Value {
  stringValue?: string
  intValue?: number | string
  doubleValue?: number
  boolValue?: boolean
}

interface Attribute {
  key: string
  value: Value
}

/** As OTLP's JSON has it, attributes by name. */
export interface ReceivedSpan {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId: string | undefined
  began: bigint
  ended: bigint
  status: { code?: number; message?: string }
  attributes: Record<string, unknown>
  resource: Record<string, unknown>
}

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface OtlpReceiver {
  url: string
  requests: Received[]
  /** Of all requests in JSON. */
  spans(): ReceivedSpan[]
}

export async function otlpReceiver(): Promise<OtlpReceiver> {
  const requests: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { url: path = '', headers } = request
      const sent = Buffer.concat(parts)
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
      requests.push({ path, headers, body })
      response.writeHead(200, { 'content-type': headers['content-type'] ?? 'text/plain' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    spans: () =>
      requests
        .filter(({ headers }) => headers['content-type'] === 'application/json')
        .flatMap(({ body }) => spansIn(JSON.parse(body.toString()))),
  }
}

interface RawSpan {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  status?: ReceivedSpan['status']
  attributes?: Attribute[]
}

interface Export {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: { spans: RawSpan[] }[]
  }[]
}

function spansIn({ resourceSpans }: Export): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId, status = {}, ...raw }) => ({
        ...{ name, kind, traceId, spanId, status },
        parentSpanId: parentSpanId || undefined,
        began: BigInt(raw.startTimeUnixNano),
        ended: BigInt(raw.endTimeUnixNano),
        attributes: byName(raw.attributes ?? []),
        resource: byName(resource.attributes),
      })),
    ),
  )
}

function byName(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ??
        (value.intValue === undefined ? undefined : Number(value.intValue)) ??
        value.doubleValue ??
        value.boolValue,
    ]),
  )
}
