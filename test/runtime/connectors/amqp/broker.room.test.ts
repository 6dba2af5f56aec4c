import { pino } from 'pino'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { openBroker } from '../../../../runtime/connectors/amqp/broker.ts'
import type { Connection } from '../../../../runtime/connectors/connector.ts'
import type { Failure } from '../../../../runtime/model/failure.ts'
import { startCut } from '../../../peers/cut.ts'
import { type Rabbit, startRabbit } from '../../../peers/rabbitmq.ts'
import { describeRabbit, withRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'

withRabbit('a broker', (rabbits) => {
  it('tells what answers, and the heartbeat that was agreed on', async () => {
    const { took, detail } = await ping({ heartbeat: 7 })
    expect(detail).toMatch(/^RabbitMQ \d+\.\d+\.\d+, heartbeat 7 s$/)
    expect(took).toBeGreaterThan(0)
    expect((await ping({ heartbeat: 0 })).detail).toContain(', no heartbeat')
  })

  it('is ready without being reached, and says where it is', async () => {
    const { host } = rabbits()
    expect(open({ host: 'rabbit', port: 1 }).condition()).toEqual({
      state: 'ready',
      address: 'amqp://rabbit:1',
    })
    expect(open({ host: 'rabbit', port: 1, vhost: host.name }).condition().address).toContain(
      host.name,
    )
  })

  it('says why it does not let us in', async () => {
    const failure = await failing({ password: 'hunter2' })
    expect(failure.code).toBe('OUTGOING_LOGIN_FAILED')
    expect(failure.message).toMatch(
      /^Broker "main" could not log in to amqp:\/\/127\.0\.0\.1:\d+ as "patchbay": 403 /,
    )
    expect(JSON.stringify(failure.toData(true))).not.toContain('hunter2')
  })

  it('says that what is there is no AMQP', async () => {
    const { tlsPort } = rabbits().broker
    const failure = await failing({ port: tlsPort })
    expect(failure.code).toBe('OUTGOING_REFUSED')
    expect(failure.message).toContain('found no AMQP 0-9-1')
  })

  it('leaves nothing behind when it is given up', async () => {
    const cut = await startCut(rabbits().broker)
    onTestFinished(() => cut.close())
    cut.hang()
    const controller = new AbortController()
    const ping = open({ host: cut.host, port: cut.port }).ping(controller.signal)
    await waitFor(
      async () => cut.connections,
      (count) => count === 1,
    )
    controller.abort(new Error('Nobody waits.'))
    await expect(ping).rejects.toThrow('Nobody waits.')
  })

  it('leaves no connection behind', async () => {
    const cut = await startCut(rabbits().broker)
    onTestFinished(() => cut.close())
    await ping({ port: cut.port })
    await waitFor(
      async () => cut.connections,
      (count) => count === 0,
    )
  })

  function ping(values: Record<string, unknown> = {}) {
    const { host, port, user, password } = rabbits().broker
    return open({ host, port, user, password, ...values }).ping(AbortSignal.timeout(30_000))
  }

  function failing(values: Record<string, unknown>): Promise<Failure> {
    return ping(values).then(
      () => expect.fail('It was let in.'),
      (failure: Failure) => failure,
    )
  }
})

describeRabbit('a broker with TLS', () => {
  let rabbit: Rabbit
  beforeAll(async () => {
    rabbit = await startRabbit({ tls: 'must-show' })
  })
  afterAll(() => rabbit?.stop())

  it('is reached with its authority and a client certificate', async () => {
    expect((await ping(known())).detail).toMatch(/^RabbitMQ /)
    expect((await ping({ ...known(), ca: undefined, tlsVerify: false })).detail).toMatch(
      /^RabbitMQ /,
    )
  })

  it('is refused when nobody known has signed its certificate', async () => {
    const failure = await failing({ ...known(), ca: undefined })
    expect(failure.code).toBe('OUTGOING_REFUSED')
    expect(failure.message).toContain('refused the certificate of amqps://localhost:')
    expect(failure.message).toContain(
      'Put the authority that signed it in the field Certificate authority.',
    )
  })

  it('is refused when its certificate is of another name', async () => {
    const failure = await failing({ ...known(), serverName: 'rabbit.example.com' })
    expect(failure.message).toContain('or put it in the field Server name.')
  })

  it('asks for a client certificate', async () => {
    const { clientCertificate: _, clientKey: __, ...without } = known()
    const failure = await failing(without)
    expect(failure.code).toBe('OUTGOING_REFUSED')
    expect(failure.message).toContain('it asks for a client certificate.')
  })

  it('is not begun with what is no certificate and no key', async () => {
    expect((await failing({ ...known(), ca: 'PEM' })).message).toContain('must be PEM texts')
    const failure = await failing({ ...known(), clientKey: 'my secret key' })
    expect(failure.message).toContain('must be PEM texts')
    expect(JSON.stringify(failure.toData(true))).not.toContain('my secret key')
  })

  it('does not answer TLS where it has none', async () => {
    const failure = await failing({ ...known(), port: rabbit.port })
    expect(failure.message).toContain('what came back is not TLS.')
  })

  function known() {
    return {
      ca: rabbit.ca,
      clientCertificate: rabbit.clientCertificate?.certificate,
      clientKey: rabbit.clientCertificate?.key,
    }
  }

  function ping(values: Record<string, unknown>) {
    const { tlsPort: port, user, password } = rabbit
    return open({ host: 'localhost', port, user, password, tls: true, ...values }).ping(
      AbortSignal.timeout(30_000),
    )
  }

  function failing(values: Record<string, unknown>): Promise<Failure> {
    return ping(values).then(
      () => expect.fail('It was let in.'),
      (failure: Failure) => failure,
    )
  }
})

function open(values: Record<string, unknown>): Connection {
  const spec = { name: 'main', type: 'amqp-broker', values }
  const logger = pino({ level: 'silent' })
  return openBroker(spec, { project: 'Shop', logger, onCondition: () => undefined })
}
