import { describe, expect, it } from 'vitest'
import { withoutHeaders, withReason } from '../../../../runtime/connectors/amqp/parked-message.ts'
import { Failure } from '../../../../runtime/model/failure.ts'
import { deliveredOf } from './delivered.ts'

const reason = {
  failure: new Failure('SERVICE_THREW', 'It cannot be done.', {
    at: { collection: 'services', name: 'services/work.ts', line: 4 },
  }),
  at: { collection: 'channels', name: 'Orders' },
  cid: 'c1',
  attempts: 6,
  queue: 'orders',
  time: 0,
} as const

const ours = {
  'x-patchbay-failure-code': 'SERVICE_THREW',
  'x-patchbay-failure': 'It cannot be done.',
  'x-patchbay-failed-at': 'services/work.ts:4',
  'x-patchbay-cid': 'c1',
  'x-patchbay-attempts': 6,
  'x-patchbay-queue': 'orders',
  'x-patchbay-exchange': 'shop',
  'x-patchbay-routing-key': 'order.created',
  'x-patchbay-time': '1970-01-01T00:00:00.000Z',
}

describe('a message that is parked', () => {
  it('has the reason in its headers, and is otherwise as it came', () => {
    const properties = {
      contentType: 'text/plain',
      correlationId: 'c',
      messageId: 'm',
      timestamp: 17,
      userId: 'patchbay',
      deliveryMode: 2,
      priority: 0,
    }
    const delivered = deliveredOf({ ...properties, headers: { country: 'NL', n: 1 } })
    const options = withReason(delivered, reason, 'patchbay')
    expect(options).toMatchObject({ ...properties, mandatory: true })
    expect(options.headers).toEqual({ country: 'NL', n: 1, ...ours })
  })

  it('does not expire, go elsewhere as well, count as tried, or claim to be from another user', () => {
    const delivered = deliveredOf({
      expiration: '10',
      userId: 'somebody',
      headers: { CC: ['audit'], 'x-delivery-count': 3, 'x-note': [{ n: 1 }] },
    })
    const options = withReason(delivered, reason, 'patchbay')
    expect(options).not.toHaveProperty('expiration')
    expect(options).not.toHaveProperty('userId')
    expect(options.headers).toEqual({
      'x-patchbay-cc': ['audit'],
      'x-patchbay-user-id': 'somebody',
      'x-note': [{ n: 1 }],
      ...ours,
    })
  })

  it('tells of its channel when nobody said where it failed, and not without end', () => {
    const failure = new Failure('SERVICE_THREW', 'x'.repeat(100_000))
    const { headers } = withReason(deliveredOf({}), { ...reason, failure }, 'patchbay')
    expect(headers['x-patchbay-failed-at']).toBe('channels/Orders')
    expect(headers['x-patchbay-failure']).toHaveLength(4001)
  })

  it('goes without the headers of its sender when they cannot be written', () => {
    const delivered = deliveredOf({ messageId: 'm', headers: { long: 'x'.repeat(200_000) } })
    const bare = withoutHeaders(withReason(delivered, reason, 'patchbay'))
    expect(bare.messageId).toBe('m')
    expect(bare.headers).toEqual({ ...ours, 'x-patchbay-headers-left-out': true })
  })
})
