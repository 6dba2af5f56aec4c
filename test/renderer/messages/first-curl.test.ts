import { expect, it } from 'vitest'
import { firstCurl, firstWaiting } from '../../../renderer/messages/first-curl.ts'
import type { ObjectStatus } from '../../../runtime/model/control.ts'

const channel = (name: string, type = 'rest') => ({ name, type, isActive: true, method: 'POST' })
const status = (name: string, state: ObjectStatus['state'], address?: string): ObjectStatus => ({
  at: { collection: 'channels', name },
  state,
  address,
})

it('calls the first REST channel that is ready', () => {
  const channels = { Off: channel('Off'), Jobs: channel('Jobs', 'timer'), Store: channel('Store') }
  const statuses = {
    a: status('Off', 'off', 'http://127.0.0.1:1/off'),
    b: status('Jobs', 'ready', 'every 5 s'),
    c: status('Store', 'ready', 'http://127.0.0.1:8080/store'),
    d: status('Gone', 'ready', 'http://127.0.0.1:8080/gone'),
  }
  const line = firstCurl(statuses, channels)
  expect(line).toMatch(/^curl .*'http:\/\/127\.0\.0\.1:8080\/store'$/)
  expect(line).not.toContain('@FILE')
})

it('rather calls a channel of the flow in view', () => {
  const channels = { Orders: channel('Orders'), Store: channel('Store') }
  const statuses = {
    a: status('Orders', 'ready', 'http://127.0.0.1:8080/orders'),
    b: status('Store', 'ready', 'http://127.0.0.1:8080/store'),
  }
  const nodes = {
    n1: { kind: 'channel', ref: 'Store' },
    n2: { kind: 'service', ref: 'Orders' },
  } as const
  const flow = { name: 'Main', nodes, links: {} }
  expect(firstCurl(statuses, channels, flow)).toContain('/store')
  expect(firstCurl(statuses, channels, { ...flow, nodes: {} })).toContain('/orders')
})

it('says nothing when none is ready', () => {
  expect(firstCurl({ a: status('Store', 'starting') }, { Store: channel('Store') })).toBeUndefined()
})

it('says where a channel waits for messages that nobody posts to it', () => {
  const orders = { name: 'Orders', type: 'amqp', isActive: true, queue: 'orders' }
  const channels = { Store: channel('Store'), Orders: orders }
  const ready = { a: status('Store', 'ready', 'http://h/store'), b: status('Orders', 'ready') }
  expect(firstWaiting(ready, channels)).toBe('Orders waits at queue orders')
  expect(firstWaiting({ b: status('Orders', 'failing') }, channels)).toBeUndefined()
})
