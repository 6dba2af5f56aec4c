import { describe, expect, it } from 'vitest'
import { addressOf, brokerOf } from '../../../../runtime/connectors/amqp/settings.ts'

const spec = (values: Record<string, unknown>) => ({
  name: 'main',
  type: 'amqp-broker',
  values: { host: 'rabbit', ...values },
})

it('takes what is left out from the definition', () => {
  expect(brokerOf(spec({}))).toEqual({
    name: 'main',
    host: 'rabbit',
    port: 5672,
    vhost: '/',
    user: 'guest',
    password: 'guest',
    tls: undefined,
    heartbeat: 30,
    frameMax: 131_072,
    connectTimeout: 10_000,
    longestWait: 30_000,
    connectionName: 'patchbay',
    managementUrl: undefined,
    key: expect.any(String),
  })
})

it('keeps TLS only when it is on, and empty texts out of it', () => {
  const tls = { ca: ' ', clientCertificate: 'CERT\n', clientKey: 'KEY', serverName: 'rabbit.lan' }
  expect(brokerOf(spec(tls)).tls).toBeUndefined()
  expect(brokerOf(spec({ ...tls, tls: true, tlsVerify: false })).tls).toEqual({
    verify: false,
    ca: undefined,
    certificate: 'CERT',
    key: 'KEY',
    serverName: 'rabbit.lan',
  })
})

describe('the key', () => {
  const key = (values: Record<string, unknown>) => brokerOf(spec(values)).key

  it('is equal for equal brokers, however they are written', () => {
    expect(key({ port: 5672, vhost: '/' })).toBe(key({ vhost: '/' }))
  })

  it('differs when any field does, and tells nothing of the password', () => {
    expect(key({ password: 'one' })).not.toBe(key({ password: 'two' }))
    expect(key({ heartbeat: 5 })).not.toBe(key({ heartbeat: 6 }))
    expect(key({ password: 'hunter2' })).not.toContain('hunter2')
  })
})

it('says where a broker is', () => {
  const address = (values: Record<string, unknown>) => addressOf(brokerOf(spec(values)))
  expect(address({})).toBe('amqp://rabbit:5672')
  expect(address({ vhost: 'shop' })).toBe('amqp://rabbit:5672/shop')
  expect(address({ host: '[::1]', port: 5671, tls: true })).toBe('amqps://[::1]:5671')
})

it('asks the management API without a second slash', () => {
  expect(brokerOf(spec({ managementUrl: 'http://rabbit:15672/' })).managementUrl).toBe(
    'http://rabbit:15672',
  )
})
