import { expect, it } from 'vitest'
import { propertyTables } from '../../../renderer/messages/payload/property-tables.ts'

it('shows what AMQP adds as a table of its own, with words for its numbers', () => {
  const amqp = {
    exchange: 'shop',
    routingKey: 'order.created',
    redelivered: false,
    deliveryMode: 2,
    timestamp: 1_700_000_000,
    replyTo: undefined,
    headers: { 'x-tries': 3, nested: { a: [1] } },
  }
  expect(propertyTables({ 'x-tries': '3' }, { amqp })).toEqual([
    { title: 'Headers', rows: [['x-tries', '3']] },
    {
      title: 'AMQP properties',
      rows: [
        ['exchange', 'shop'],
        ['routingKey', 'order.created'],
        ['redelivered', 'false'],
        ['deliveryMode', '2 (persistent)'],
        ['timestamp', '1700000000 (2023-11-14T22:13:20.000Z)'],
        ['header x-tries', '3'],
        ['header nested', '{"a":[1]}'],
      ],
    },
  ])
})

it('shows plain properties as before, and says where there are none', () => {
  expect(propertyTables({}, { status: 200, tags: ['a'] })).toEqual([
    { title: 'Headers', rows: [] },
    {
      title: 'Properties',
      rows: [
        ['status', '200'],
        ['tags', '["a"]'],
      ],
    },
  ])
  expect(propertyTables({}, {})).toHaveLength(2)
})

it('takes a date that is none as the number it is', () => {
  const [, amqp] = propertyTables({}, { amqp: { timestamp: 1e300, deliveryMode: 1 } })
  expect(amqp?.rows).toEqual([
    ['timestamp', '1e+300'],
    ['deliveryMode', '1 (transient)'],
  ])
})
