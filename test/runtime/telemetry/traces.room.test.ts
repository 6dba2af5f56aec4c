/** Traces of a server, as a collector gets them. */
import { describe, expect, it } from 'vitest'
import { otlpReceiver } from '../../peers/otlp-receiver.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'
import { helloProject, linked, serviceOf } from '../../support/served-project.ts'
import { type Started, startServer } from '../../support/server.ts'
import { waitFor } from '../../support/wait-for.ts'

const secret = 'the-key-nobody-sees'
const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

const project = () =>
  scratchFolder(
    helloProject(0, {
      'services/hello.ts': `${serviceOf('this.response.payload = (await this.outgoing.rest.get("Peer").get("/seen")).payload')}
export class Fails extends Service {
  static serviceName = 'fails'

  handle() {
    throw new Error('no room for ${secret}')
  }
}
`,
      ...linked('fails', 'fails', { security: ['Key'] }),
      'security/Key.json': JSON.stringify({
        ...{ name: 'Key', type: 'api-key', isActive: true, key: { secret: 'my.key' } },
      }),
    }),
  )

/** @param peer Where the service calls. */
async function serve(
  peer: string,
  env: Record<string, string>,
): Promise<Started & { url: string }> {
  const folder = project()
  const connection = { name: 'Peer', type: 'rest', isActive: true, url: peer }
  fill(folder, { 'connections/Peer.json': JSON.stringify(connection) })
  const server = startServer(folder, {
    options: ['--port', '0'],
    env: { PATCHBAY_SECRET_MY_KEY: secret, OTEL_BSP_SCHEDULE_DELAY: '100', ...env },
  })
  const url = await server.said(/hello answers at (http:\S+?)\/hello"/)
  return { ...server, url }
}

describe('traces', { timeout: 120_000 }, () => {
  it('are a span for each exchange, with one for each step inside, under the trace of the caller', async () => {
    const collector = await otlpReceiver()
    const { url, child, ended } = await serve(collector.url, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test%20bed',
    })
    await fetch(`${url}/hello`, { headers: { traceparent: caller } })
    const spans = await waitFor(
      async () => collector.spans(),
      (all) => all.length >= 3,
    )
    const root = spans.find(({ name }) => name === 'ANY /hello' || name === 'GET /hello')
    expect(root).toMatchObject({
      kind: 2,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/hello',
        'patchbay.channel': 'hello',
      },
      resource: { 'service.name': 'Hello', 'deployment.environment': 'test bed' },
    })
    const service = spans.find(({ attributes }) => attributes['patchbay.kind'] === 'service')
    const outgoing = spans.find(({ attributes }) => attributes['patchbay.kind'] === 'outgoing')
    expect(service).toMatchObject({ parentSpanId: root?.spanId, traceId: root?.traceId })
    expect(outgoing).toMatchObject({ parentSpanId: service?.spanId, kind: 3 })
    for (const { began, ended } of spans) expect(ended).toBeGreaterThanOrEqual(began)
    // What was called is told the exchange's own span, in the same trace.
    const seen = collector.requests.find(({ path }) => path === '/seen')
    expect(seen?.headers.traceparent).toBe(`00-${root?.traceId}-${root?.spanId}-01`)
    const exported = collector.requests.find(({ path }) => path === '/v1/traces')
    expect(exported?.headers['x-tenant']).toBe('blue')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('tell what failed, and no secret', async () => {
    const collector = await otlpReceiver()
    const { url } = await serve(collector.url, {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_SERVICE_NAME: 'billing',
    })
    await fetch(`${url}/fails`, { headers: { 'x-api-key': secret } })
    const spans = await waitFor(
      async () => collector.spans(),
      (all) => all.length >= 2,
    )
    const failed = spans.find(({ attributes }) => attributes['error.type'] === 'SERVICE_THREW')
    expect(failed?.status).toMatchObject({
      code: 2,
      message: expect.stringContaining('no room for'),
    })
    expect(failed?.resource['service.name']).toBe('billing')
    expect(JSON.stringify(collector.requests.map(({ body }) => body.toString()))).not.toContain(
      secret,
    )
  })

  it('are sent as protobuf unless told otherwise, and by the time it is told to stop', async () => {
    const collector = await otlpReceiver()
    const { url, child, ended } = await serve(collector.url, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '600000',
    })
    await fetch(`${url}/hello`, { headers: { traceparent: caller } })
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    const [{ body, headers } = { body: Buffer.alloc(0), headers: {} }] = collector.requests.filter(
      ({ path }) => path === '/v1/traces',
    )
    expect(headers['content-type']).toBe('application/x-protobuf')
    expect(body.includes(Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex'))).toBe(true)
  })

  it('are left out where the caller or the sampler says so, and peers are told', async () => {
    const collector = await otlpReceiver()
    const { url, child, ended } = await serve(collector.url, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    })
    await fetch(`${url}/hello`)
    await fetch(`${url}/hello`, { headers: { traceparent: caller.replace(/01$/, '00') } })
    await fetch(`${url}/hello`, { headers: { traceparent: caller } })
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    const traces = new Set(collector.spans().map(({ traceId }) => traceId))
    expect(traces).toEqual(new Set(['0af7651916cd43dd8448eb211c80319c']))
    const flags = collector.requests
      .filter(({ path }) => path === '/seen')
      .map(({ headers }) => String(headers.traceparent).slice(-2))
    expect(flags).toEqual(['00', '00', '01'])
  })

  it('that nobody takes are told once, and the server goes on', async () => {
    const collector = await otlpReceiver()
    const server = await serve(collector.url, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
    })
    expect((await fetch(`${server.url}/hello`)).ok).toBe(true)
    await server.said(/Traces: /)
    expect((await fetch(`${server.url}/hello`)).ok).toBe(true)
  })
})
