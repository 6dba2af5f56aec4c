// The words are RabbitMQ 3.10's, as amqplib hands them over.
import { describe, expect, it } from 'vitest'
import type { Publish } from '../../../../runtime/connectors/amqp/publish.ts'
import { closedOf, Refusals, refusalOf } from '../../../../runtime/connectors/amqp/refusals.ts'

function closing(code: number, name: string, words: string, classId = 60): Error {
  const message = `Channel closed by server: ${code} (${name}) with message "${words}"`
  return Object.assign(new Error(message), { code, classId, methodId: 40 })
}

interface Fields {
  exchange?: string
  routingKey?: string
  userId?: string
  size?: number
}

function publish({ exchange = 'shop', routingKey = 'k', userId, size = 0 }: Fields): Publish {
  const content = Buffer.alloc(size)
  return { wire: { exchange, routingKey, userId }, content } as unknown as Publish
}

function refusal(code: number, name: string, words: string) {
  const closed = closedOf(closing(code, name, words))
  return closed && refusalOf(closed, 0)
}

const missing = "NOT_FOUND - no exchange 'shop' in vhost '/'"

describe('why the broker closed the AMQP channel', () => {
  it('is told in its words', () => {
    expect(closedOf(closing(404, 'NOT-FOUND', missing))).toEqual({
      code: 404,
      words: "NOT FOUND: no exchange 'shop' in vhost '/'.",
    })
  })

  it('is not about a message when it is about something else', () => {
    expect(closedOf(closing(404, 'NOT-FOUND', missing, 50))).toBeUndefined()
    expect(closedOf(closing(541, 'INTERNAL-ERROR', 'INTERNAL_ERROR'))).toBeUndefined()
    expect(closedOf(new Error('Unexpected close'))).toBeUndefined()
  })

  it.each([
    ['an exchange that is not there', 404, missing, { exchange: 'shop' }, { exchange: 'shop2' }],
    [
      'an exchange that may not be written to',
      403,
      "ACCESS_REFUSED - access to exchange 'shop' in vhost '/' refused for user 'u'",
      { exchange: 'shop' },
      { exchange: '' },
    ],
    [
      'a topic that may not be written to',
      403,
      "ACCESS_REFUSED - access to topic 'a.b' in exchange 'shop' in vhost '/' refused for user 'u'",
      { routingKey: 'a.b' },
      { routingKey: 'a.c' },
    ],
    [
      'a message that is too large',
      406,
      'PRECONDITION_FAILED - message size 70000 is larger than configured max size 65536',
      { size: 65_537 },
      { size: 65_536 },
    ],
    [
      'the name of another user',
      406,
      "PRECONDITION_FAILED - user_id property set to 'a' but authenticated user was 'b'",
      { userId: 'a' },
      { userId: undefined },
    ],
  ])('concerns %s', (_what, code, words, concerned, other) => {
    const found = refusal(code, 'X', words)
    expect(found?.concerns(publish(concerned))).toBe(true)
    expect(found?.concerns(publish(other))).toBe(false)
  })

  it('concerns nobody when its words tell nothing', () => {
    expect(
      refusal(406, 'PRECONDITION-FAILED', 'PRECONDITION_FAILED - something new'),
    ).toBeUndefined()
  })
})

describe('what was refused lately', () => {
  it('counts for five seconds', () => {
    const refusals = new Refusals()
    const denied = "ACCESS_REFUSED - access to exchange 'shop' in vhost '/' refused for user 'u'"
    const found = refusal(403, 'ACCESS-REFUSED', denied)
    if (found) refusals.add(found)
    expect(refusals.of(publish({}), 4999)).toBe(found)
    expect(refusals.of(publish({}), 5001)).toBeUndefined()
    expect(refusals.size).toBe(0)
  })

  it('counts until it is forgotten when it can be asked for', () => {
    const refusals = new Refusals()
    const found = refusal(404, 'NOT-FOUND', missing)
    if (!found) throw new Error('It is a refusal.')
    refusals.add(found)
    expect(refusals.of(publish({}), 60_000)).toBe(found)
    refusals.forget(found)
    expect(refusals.of(publish({}), 60_000)).toBeUndefined()
  })

  it('keeps no more than a hundred', () => {
    const refusals = new Refusals()
    for (let count = 0; count < 200; count++) {
      const words = `NOT_FOUND - no exchange 'e${count}' in vhost '/'`
      const found = refusal(404, 'NOT-FOUND', words)
      if (found) refusals.add(found)
    }
    expect(refusals.size).toBe(100)
    expect(refusals.of(publish({ exchange: 'e199' }), 0)).toBeDefined()
  })
})
