import { hostname } from 'node:os'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  clientProperties,
  connectionName,
  consumerTag,
} from '../../../../runtime/connectors/amqp/identity.ts'
import { brokerAt } from './open-session.ts'

const host = hostname()
const { pid } = process

it('calls a connection by project, object, machine and process', () => {
  const name = connectionName('patchbay', { project: 'Shop', type: 'channel', name: 'orders' })
  expect(name).toMatch(new RegExp(`^patchbay/Shop/channel/orders/${host}/${pid}/\\d+$`))
})

it('counts up, so that no two connections or consumers are called the same', () => {
  const who = { project: 'Shop', type: 'outgoing', name: 'mails' } as const
  const numbers = [
    connectionName('patchbay', who),
    consumerTag('patchbay', who),
    connectionName('other', who),
  ].map((name) => Number(name.split('/').at(-1)))
  expect(numbers).toEqual([numbers[0], Number(numbers[0]) + 1, Number(numbers[0]) + 2])
})

it('leaves an empty prefix out', () => {
  expect(connectionName('', { project: 'Shop', type: 'shared', name: 'main' })).toMatch(
    /^Shop\/shared\/main\//,
  )
  expect(consumerTag('', { project: 'Shop', name: 'orders' })).toMatch(/^Shop\/orders\//)
})

it('calls a consumer by project, channel, machine and process', () => {
  const tag = consumerTag('eu', { project: 'Shop', name: 'orders' })
  expect(tag).toMatch(new RegExp(`^eu/Shop/orders/${host}/${pid}/\\d+$`))
})

it('cuts the longest part of a consumer tag that is too long', () => {
  const tag = consumerTag('patchbay', { project: 'p'.repeat(200), name: 'o'.repeat(100) })
  expect(Buffer.byteLength(tag)).toBe(255)
  expect(tag).toMatch(new RegExp(`^patchbay/p+…/o{100}/${host}/${pid}/\\d+$`))
})

it('makes consumer tags of at most 255 bytes that keep their number, whatever the names', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200, size: 'max' })
  const prefix = fc.string({ unit: 'grapheme', maxLength: 60, size: 'max' })
  fc.assert(
    fc.property(prefix, name, name, (prefix, project, name) => {
      const tag = consumerTag(prefix, { project, name })
      expect(Buffer.byteLength(tag)).toBeLessThanOrEqual(255)
      expect(tag).toMatch(new RegExp(`/${pid}/\\d+$`))
      expect(Buffer.from(tag).toString()).toBe(tag)
    }),
  )
})

it('tells the broker whose connection it is', () => {
  const broker = brokerAt({ host: '127.0.0.1', port: 1, user: 'u', password: 'secret' })
  const who = { project: 'Shop', type: 'channel', name: 'orders' } as const
  expect(clientProperties(broker, who, 'patchbay/Shop/…')).toEqual({
    product: 'Patchbay',
    version: 'dev',
    platform: `Node.js ${process.version}`,
    information: 'Channels and outgoing connections of a Patchbay project',
    connection_name: 'patchbay/Shop/…',
    'patchbay.component': 'patchbay/Shop/…',
    'patchbay.project': 'Shop',
    'patchbay.broker': 'main',
    'patchbay.object.type': 'channel',
    'patchbay.object.name': 'orders',
    'patchbay.host': host,
    'patchbay.pid': pid,
  })
})
