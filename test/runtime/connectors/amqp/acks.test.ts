// Whatever is settled in whatever order and in whichever turns, the broker hears of each delivery what was meant, once.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  Acks,
  type Teller,
  type Tracked,
  type Verb,
} from '../../../../runtime/connectors/amqp/acks.ts'

class One implements Tracked {
  verb: Verb | undefined
  isClosed = false
  toldTimes = 0
  lostTimes = 0

  constructor(readonly tag: number) {}

  told(): void {
    this.toldTimes++
  }

  lost(): void {
    this.lostTimes++
  }
}

/** As RabbitMQ does it: a tag that is not outstanding closes the channel, a `multiple` takes all outstanding ones up to it. */
class Broker implements Teller {
  readonly outstanding = new Set<number>()
  readonly heard = new Map<number, Verb>()
  writes = 0
  /** The way to it is gone after so many writes. */
  breaksAfter = Number.POSITIVE_INFINITY

  ack(tag: number, multiple: boolean): void {
    this.#take(tag)
    this.#hear(tag, 'ack')
    if (!multiple) return
    for (const other of [...this.outstanding]) if (other < tag) this.#hear(other, 'ack')
  }

  refuse(tag: number, requeue: boolean): void {
    this.#take(tag)
    this.#hear(tag, requeue ? 'requeue' : 'reject')
  }

  #take(tag: number): void {
    if (this.writes++ >= this.breaksAfter) throw new Error('Channel closed')
    if (!this.outstanding.has(tag)) throw new Error(`PRECONDITION_FAILED - unknown tag ${tag}`)
  }

  #hear(tag: number, verb: Verb): void {
    this.outstanding.delete(tag)
    this.heard.set(tag, verb)
  }
}

function session() {
  const broker = new Broker()
  const acks = new Acks(broker)
  const all: One[] = []
  return {
    broker,
    acks,
    all,
    deliver: () => {
      const one = new One(all.length + 1)
      all.push(one)
      broker.outstanding.add(one.tag)
      acks.add(one)
      return one
    },
  }
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: 'deliver' } as const) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(),
      verb: fc.oneof(
        { weight: 5, arbitrary: fc.constant<Verb>('ack') },
        { weight: 1, arbitrary: fc.constant<Verb>('reject') },
        { weight: 1, arbitrary: fc.constant<Verb>('requeue') },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'turn' } as const) },
)

/** Carries them out; what each delivery was settled as. */
function carryOut(steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) {
  const { broker, acks, all, deliver } = session()
  const meant = new Map<number, Verb>()
  return {
    broker,
    acks,
    all,
    meant,
    run: (each: () => void = () => undefined) => {
      for (const one of steps) {
        if (one.do === 'deliver') deliver()
        else if (one.do === 'turn') acks.flush()
        else {
          const delivery = all[one.which % Math.max(1, all.length)]
          if (!delivery) continue
          if (!meant.has(delivery.tag)) meant.set(delivery.tag, one.verb)
          acks.settle(delivery, one.verb)
        }
        each()
      }
    },
  }
}

it('tells of each settled delivery once, as it was meant, and of no other', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { broker, acks, all, meant, run } = carryOut(steps)
      run(() => {
        // Never of one that is not settled, not even for a while.
        for (const [tag, verb] of broker.heard) expect(meant.get(tag)).toBe(verb)
      })
      acks.flush()
      expect(broker.heard).toEqual(meant)
      for (const { tag, toldTimes, lostTimes } of all) {
        expect([toldTimes, lostTimes]).toEqual([meant.has(tag) ? 1 : 0, 0])
      }
      expect(acks.open).toBe(all.length - meant.size)
    }),
    { numRuns: 500 },
  )
})

it('says of each that was not told that it is lost, when the session goes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const { broker, acks, all, run } = carryOut(steps)
      run()
      acks.lose()
      acks.lose()
      acks.flush()
      for (const { tag, toldTimes, lostTimes } of all) {
        expect([toldTimes, lostTimes]).toEqual(broker.heard.has(tag) ? [1, 0] : [0, 1])
      }
      expect(acks.open).toBe(0)
    }),
  )
})

it('says of none that it was told when the way to the broker breaks, unless it was written', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), fc.nat(20), (steps, breaksAfter) => {
      const { broker, acks, all, run } = carryOut(steps)
      broker.breaksAfter = breaksAfter
      run()
      acks.flush()
      acks.lose()
      for (const { tag, toldTimes, lostTimes } of all) {
        expect(toldTimes + lostTimes).toBe(1)
        if (toldTimes === 1) expect(broker.heard.has(tag)).toBe(true)
      }
    }),
  )
})

it('writes one acknowledgement for all that are settled in a row', () => {
  const { broker, acks, all, deliver } = session()
  for (let count = 0; count < 100; count++) deliver()
  for (const one of all) acks.settle(one, 'ack')
  acks.flush()
  expect(broker.writes).toBe(1)
  expect(broker.heard.size).toBe(100)
})

it('waits with no acknowledgement for an older one that takes long', () => {
  const { broker, acks, all, deliver } = session()
  for (let count = 0; count < 3; count++) deliver()
  const [first, second, third] = all as [One, One, One]
  acks.settle(second, 'ack')
  acks.settle(third, 'ack')
  acks.flush()
  expect([...broker.heard.keys()]).toEqual([2, 3])
  acks.settle(first, 'ack')
  acks.flush()
  expect(broker.heard.size).toBe(3)
})

it('tells at the end of the turn', async () => {
  const { broker, acks, deliver } = session()
  acks.settle(deliver(), 'ack')
  await Promise.resolve()
  expect(broker.writes).toBe(0)
  await new Promise((resolve) => setImmediate(resolve))
  expect(broker.writes).toBe(1)
})
