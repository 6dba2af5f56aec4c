/** Tests against a real RabbitMQ: skipped where it cannot run, and then the reason stands in the report. */
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { type Broker, brokerAt, type VirtualHost } from '../peers/rabbit-broker.ts'
import type { RabbitPlace } from '../peers/rabbit-files.ts'
import { whyNoRabbit } from '../peers/rabbitmq.ts'

/**
 * The broker of this run, with TLS at `tlsPort`. All test files share it: make a virtual host of your own,
 * and change nothing that is not in it. A test that kills or stops its broker starts one (`startRabbit`).
 */
export async function sharedRabbit(): Promise<Broker> {
  const response = await fetch(inject('rabbitKeeper'))
  const answer = await response.text()
  if (!response.ok) throw new Error(`The shared broker could not start: ${answer}`)
  return brokerAt(JSON.parse(answer) as RabbitPlace)
}

/** The shared broker, and a virtual host of it that is for these tests only. */
export interface Rabbits {
  readonly broker: Broker
  readonly host: VirtualHost
}

/** @param tests Handed a function, because the broker starts after the tests have been collected. */
export function withRabbit(name: string, tests: (rabbits: () => Rabbits) => void): void {
  describeRabbit(name, () => {
    let rabbits: Rabbits | undefined
    beforeAll(async () => {
      const broker = await sharedRabbit()
      rabbits = { broker, host: await broker.newVhost() }
    })
    afterAll(() => rabbits?.host.drop())
    tests(() => {
      if (!rabbits) throw new Error('The shared broker has not been started.')
      return rabbits
    })
  })
}

/** A `describe` that is skipped, with its reason, where there is no RabbitMQ. */
export function describeRabbit(name: string, tests: () => void): void {
  const reason = whyNoRabbit === undefined ? '' : ` (${whyNoRabbit})`
  describe.skipIf(whyNoRabbit !== undefined)(`${name}${reason}`, tests)
}
