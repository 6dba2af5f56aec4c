import { describe, expect, it } from 'vitest'
import { checked, headSize, propertiesOf } from '../../../../runtime/connectors/amqp/properties.ts'
import type { AmqpMessageProperties } from '../../../../runtime/services/clients.ts'

describe('properties', () => {
  const defaults = checked({ deliveryMode: 2, priority: 5, contentType: 'text/csv', appId: 'shop' })

  it('are the call’s, then the connection’s, then the content’s', () => {
    const bare = checked({})
    expect(propertiesOf(bare, 'text/plain', undefined).contentType).toBe('text/plain')
    expect(propertiesOf(defaults, 'text/plain', undefined).contentType).toBe('text/csv')
    const given = { contentType: 'text/html', priority: 0 }
    expect(propertiesOf(defaults, 'text/plain', given)).toEqual({ ...defaults, ...given })
  })

  it('leave a default out that the call says is undefined, or null', () => {
    const given = { appId: undefined, contentType: null } as unknown as AmqpMessageProperties
    expect(propertiesOf(defaults, 'text/plain', given)).toEqual({
      ...defaults,
      appId: undefined,
      contentType: undefined,
    })
  })

  it('do not change the connection’s', () => {
    const before = { ...defaults }
    propertiesOf(defaults, undefined, { appId: 'other' })
    expect(defaults).toEqual(before)
  })

  it('take an expiration as a number or its text', () => {
    expect(checked({ expiration: 1500 }).expiration).toBe('1500')
    expect(checked({ expiration: '1500' }).expiration).toBe('1500')
  })

  it.each([
    [{ priority: 10 }, 'priority must be a whole number from 0 to 9, not 10'],
    [{ priority: 1.5 }, 'priority must be a whole number from 0 to 9, not 1.5'],
    [{ deliveryMode: 3 }, 'deliveryMode must be 1 (transient) or 2 (persistent), not 3'],
    [
      { expiration: '1 s' },
      'expiration must be a whole number of milliseconds from 0 to 4294967295',
    ],
    [{ expiration: -1 }, 'not -1'],
    [{ timestamp: new Date(0) }, 'timestamp must be a whole number of seconds since 1970'],
    [{ correlationId: 17 }, 'correlationId must be a text, not 17'],
    [{ type: 'ü'.repeat(128) }, 'type has 256 bytes; AMQP allows 255'],
    [{ persistent: true }, 'property "persistent" is not known. There are: contentType, '],
    [{ toString: 'x' }, 'property "toString" is not known'],
  ])('refuse %o', (given, words) => {
    expect(() => checked(given as unknown as AmqpMessageProperties)).toThrow(words)
  })

  it('count the bytes of a head frame', () => {
    expect(headSize(checked({}), 0)).toBe(26)
    const some = checked({ type: 'ü', priority: 1, timestamp: 1 })
    expect(headSize(some, 10)).toBe(26 + 10 + 3 + 1 + 8)
  })
})
