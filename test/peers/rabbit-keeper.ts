/**
 * Vitest's set-up: keeps the one broker that the test files of a run share. It is started when the first
 * of them asks and ends with the run. Each project (`room`, `e2e`) has its own keeper. Tests ask through
 * `test/support/rabbit.ts`, over a loopback port, because they run in other processes.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type Rabbit, startRabbit } from './rabbitmq.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the keeper answers with a RabbitPlace, in JSON. */
    rabbitKeeper: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let rabbit: Promise<Rabbit> | undefined
  const server = createServer((_request, response) => {
    rabbit ??= startRabbit({ tls: true })
    rabbit.then(
      (place) => response.end(JSON.stringify(place)),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  project.provide('rabbitKeeper', `http://127.0.0.1:${port}/`)
  return async () => {
    server.close()
    server.closeAllConnections()
    // One that could not start has said so to the test that asked.
    await rabbit?.then(
      (one) => one.stop(),
      () => {},
    )
  }
}
