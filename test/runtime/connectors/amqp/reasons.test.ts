import { describe, expect, it } from 'vitest'
import { TimedOut } from '../../../../runtime/connectors/amqp/connect.ts'
import { BrokerFailures } from '../../../../runtime/connectors/amqp/failures.ts'
import type { Who } from '../../../../runtime/connectors/amqp/identity.ts'
import { Failure } from '../../../../runtime/model/failure.ts'
import { brokerAt } from './open-session.ts'

const broker = brokerAt({ host: 'rabbit', port: 5672, user: 'jo', password: 'hunter2' })
const of = (type: Who['type'], name = 'orders') =>
  new BrokerFailures(broker, { type, name, project: 'Shop' })
const coded = (message: string, code: string) => Object.assign(new Error(message), { code })

describe('what cannot be connected to', () => {
  const words = (error: Error) => of('channel').from(error, 'connect').message

  it('is told by the code of the socket', () => {
    const failure = of('channel').from(coded('connect ECONNREFUSED', 'ECONNREFUSED'), 'connect')
    expect(failure.code).toBe('CHANNEL_UNREACHABLE')
    expect(failure.message).toBe(
      'Channel "orders" cannot reach broker "main" at amqp://rabbit:5672: nothing listens there. Check host and port, and whether the broker runs.',
    )
    expect(failure.details).toEqual({
      broker: 'main',
      address: 'amqp://rabbit:5672',
      code: 'ECONNREFUSED',
    })
  })

  it('says how long it tried', () => {
    expect(words(new TimedOut(''))).toContain('could not connect and log in to broker "main"')
    expect(words(new TimedOut(''))).toContain('within 10 s')
    expect(of('outgoing').from(new TimedOut(''), 'connect').code).toBe('OUTGOING_TIMED_OUT')
  })

  it('names what is wrong with a certificate, and the field that helps', () => {
    const certificate = (message: string, code: string) => words(coded(message, code))
    expect(certificate('certificate has expired', 'CERT_HAS_EXPIRED')).toContain('it has expired')
    expect(certificate('not yet', 'CERT_NOT_YET_VALID')).toContain('Are the clocks right?')
    expect(certificate('self-signed', 'SELF_SIGNED_CERT_IN_CHAIN')).toContain(
      'the field Certificate authority',
    )
    expect(certificate('Hostname mismatch', 'ERR_TLS_CERT_ALTNAME_INVALID')).toContain(
      'the field Server name',
    )
  })
})

describe('what the broker refused', () => {
  const used = (code: number, name: string, said: string) =>
    of('outgoing', 'mails').from(
      new Error(`Channel closed by server: ${code} (${name}) with message "${said}"`),
      'use',
    )

  it('keeps its own words', () => {
    const said =
      "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'"
    const failure = used(406, 'PRECONDITION-FAILED', said)
    expect(failure.code).toBe('OUTGOING_REFUSED')
    expect(failure.message).toContain(
      "AMQP connection \"mails\" was refused by broker \"main\" at amqp://rabbit:5672: 406 PRECONDITION FAILED: inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'.",
    )
    expect(failure.message).toContain('make the fields here equal to it')
  })

  it('is told apart from what was lost', () => {
    expect(used(404, 'NOT-FOUND', "NOT_FOUND - no exchange 'x'").code).toBe('OUTGOING_REFUSED')
    expect(used(403, 'ACCESS-REFUSED', 'ACCESS_REFUSED - no').code).toBe('OUTGOING_REFUSED')
    expect(used(320, 'CONNECTION-FORCED', 'CONNECTION_FORCED - shutdown').code).toBe(
      'OUTGOING_LOST',
    )
    expect(used(541, 'INTERNAL-ERROR', 'INTERNAL_ERROR').code).toBe('OUTGOING_LOST')
    expect(of('channel').from(new Error('Heartbeat timeout'), 'use').code).toBe('CHANNEL_LOST')
  })
})

it('leaves a failure as it is', () => {
  const failure = new Failure('CHANNEL_LOST', 'The broker has cancelled the consumer.')
  expect(of('channel').from(failure, 'use')).toBe(failure)
})

it('names a broker once when it is about the broker itself', () => {
  expect(of('test', 'main').from(coded('', 'ECONNREFUSED'), 'connect').message).toMatch(
    /^Broker "main" cannot reach amqp:\/\/rabbit:5672:/,
  )
})
