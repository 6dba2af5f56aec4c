/**
 * What an orchestrator and Prometheus ask: `/healthz` (it is alive), `/readyz` (it takes messages, or why not), `/metrics`.
 * On a port of its own, without TLS or a password: it tells names of channels and figures, no message.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Exposition } from '../telemetry/exposition.ts'
import type { Fleet } from './fleet.ts'

export interface Health {
  address: string
  /** A worker is gone. */
  depart(worker: number): void
}

/** @throws Error when it cannot listen there. */
export async function openHealth(
  fleet: Fleet,
  { host, port }: { host: string; port: number },
): Promise<Health> {
  let exposition: Exposition | undefined
  const metrics = async (response: ServerResponse) => {
    const { contentType, Exposition } = await import('../telemetry/exposition.ts')
    exposition ??= new Exposition()
    for (const { id, series } of await fleet.series()) exposition.tell(id, series)
    send(response, 200, await exposition.text(), contentType)
  }
  const server = createServer((request, response) => {
    answer(request, response, fleet, metrics).catch((error: Error) =>
      send(response, 500, `${error.message}\n`, 'text/plain; charset=utf-8'),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: Error) =>
      reject(new Error(`The health port cannot be opened: ${error.message}`, { cause: error })),
    )
    server.listen(port, host, resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    depart: (worker) => exposition?.depart(worker),
  }
}

async function answer(
  { method, url = '/' }: IncomingMessage,
  response: ServerResponse,
  fleet: Fleet,
  metrics: (response: ServerResponse) => Promise<void>,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    return json(response, 405, { error: 'GET and HEAD only.' })
  }
  switch (url.split('?', 1)[0]) {
    case '/healthz':
      // That this is answered is the answer: the loop turns.
      return json(response, 200, { alive: true, workers: fleet.members.size })
    case '/readyz': {
      const health = await fleet.health()
      return json(response, health.ready ? 200 : 503, health)
    }
    case '/metrics':
      return metrics(response)
    default:
      return json(response, 404, { error: 'There are /healthz, /readyz and /metrics.' })
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, `${JSON.stringify(value)}\n`, 'application/json')
}

function send(response: ServerResponse, status: number, text: string, type: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  response.end(text)
}
