import { describe, expect, test } from 'vitest'
import { OpenExchange } from '../../../runtime/flow/open-exchange.ts'
import { channelActor } from '../../../runtime/flow/plan.ts'
import { History, type Kept } from '../../../runtime/inspector/history.ts'
import { bytesOf } from '../../../runtime/inspector/kept-bodies.ts'
import { Message } from '../../../runtime/message/message.ts'

let count = 0

/** An exchange that ended: the request as given, answered by the same message or by another. */
function ended(body: Buffer, reply?: Message): OpenExchange {
  const message = new Message({ raw: body })
  const origin = { channel: 'C', cid: `cid-${count++}`, timeout: 1000 }
  const exchange = new OpenExchange(
    {} as never,
    { actor: channelActor('C') } as never,
    origin,
    message,
    Date.now(),
    1,
    () => undefined,
  )
  exchange.answer(reply ?? message)
  exchange.finish()
  return exchange
}

function added(history: History, exchange: OpenExchange): Kept {
  const kept = history.at(history.add(exchange))
  if (!kept) throw new Error('It is not kept.')
  return kept
}

describe('the history', () => {
  test('keeps the newest and lets the oldest go', () => {
    const history = new History({ exchanges: 3 })
    for (let n = 0; n < 5; n++) history.add(ended(Buffer.from(String(n))))
    expect([...history.newest()].map(({ seq }) => seq)).toEqual([4, 3, 2])
    expect([...history.newest(4)].map(({ seq }) => seq)).toEqual([3, 2])
  })

  test('keeps a copy of small bodies, so that a reused buffer changes nothing', () => {
    const history = new History()
    const body = Buffer.from('hello')
    const exchange = ended(body)
    history.add(exchange)
    body.fill(0)
    const kept = history.find(exchange.origin.cid)?.bodies[0]
    expect(kept && bytesOf(kept).toString()).toBe('hello')
  })

  test('keeps a body that is in two places once', () => {
    const kept = added(new History(), ended(Buffer.from('same')))
    expect(kept.bodies[0]).toBeDefined()
    expect(kept.bodies[0]).toBe(kept.bodies[1])
  })

  test('lets large bodies go first, oldest first, and never the newest', () => {
    const large = 100 << 10
    const history = new History({ largeBytes: large * 2 })
    for (let n = 0; n < 4; n++) history.add(ended(Buffer.alloc(large, n)))
    expect([...history.newest()].map(({ bodies }) => bodies[0] !== undefined)).toEqual([
      true,
      true,
      false,
      false,
    ])
    const huge = new History({ largeBytes: 10 })
    expect(added(huge, ended(Buffer.alloc(large))).bodies[0]).toBeDefined()
  })

  test('goes on after a clear', () => {
    const history = new History()
    history.add(ended(Buffer.from('a')))
    history.clear()
    expect([...history.newest()]).toEqual([])
    history.add(ended(Buffer.from('b')))
    expect([...history.newest()]).toHaveLength(1)
  })

  test('says so when a payload cannot be written as bytes', () => {
    const loop: Record<string, unknown> = {}
    loop.self = loop
    const kept = added(
      new History(),
      ended(Buffer.from('x'), new Message({ payload: loop, format: 'json' })),
    )
    expect(kept.bodies[1] && bytesOf(kept.bodies[1]).toString()).toContain('cannot be written')
  })
})

describe('packed bodies', () => {
  test('are whole as long as they are there, and gone when newer ones took their place', () => {
    const history = new History({ exchanges: 2000 })
    const size = 60 << 10
    const first = history.add(ended(Buffer.alloc(size, 1)))
    for (let n = 2; n < 200; n++) history.add(ended(Buffer.alloc(size, n)))
    for (let n = 200; n < 700; n++) {
      const kept = added(history, ended(Buffer.alloc(size, n % 256)))
      const body = kept.bodies[0]
      expect(body && bytesOf(body).equals(Buffer.alloc(size, n % 256))).toBe(true)
    }
    expect(history.at(first)?.bodies[0]).toBeUndefined()
    expect(history.at(first)?.size).toBe(size)
    for (const { bodies, seq } of history.newest()) {
      if (bodies[0]) expect(bytesOf(bodies[0])[size - 1]).toBe((seq - first + 1) % 256)
    }
  })
})
