import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Queue } from '../../../../runtime/connectors/amqp/queue.ts'
import { Window } from '../../../../runtime/connectors/amqp/window.ts'

describe('a window of unconfirmed messages', () => {
  /** Everything a broker may do, against a plain map of tags. */
  const steps = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 40 }) }) },
      { weight: 3, arbitrary: fc.record({ tag: fc.nat(400), multiple: fc.boolean() }) },
      { weight: 1, arbitrary: fc.constant('drain' as const) },
    ),
    { maxLength: 120 },
  )

  it('settles by tag what a plain map would', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const window = new Window<string>()
        let known = new Map<number, string>()
        let next = 1
        let name = 0
        for (const step of all) {
          if (step === 'drain') {
            expect(window.drain()).toEqual([...known.values()])
            known = new Map()
            next = 1
          } else if ('push' in step) {
            for (let count = 0; count < step.push; count++) {
              window.push(`m${name}`)
              known.set(next++, `m${name++}`)
            }
          } else if (step.tag > 0 && step.tag < next) {
            const settled: string[] = []
            window.settle(step.tag, step.multiple, (item) => settled.push(item))
            const expected = [...known.keys()].filter((tag) =>
              step.multiple ? tag <= step.tag : tag === step.tag,
            )
            expect(settled).toEqual(expected.map((tag) => known.get(tag)))
            for (const tag of expected) known.delete(tag)
          }
          expect(window.size).toBe(known.size)
        }
      }),
    )
  })

  it('finds the oldest that is right', () => {
    const window = new Window<number>()
    for (const item of [1, 2, 3, 4]) window.push(item)
    window.settle(2, false, () => undefined)
    expect(window.find((item) => item % 2 === 0)).toBe(4)
    expect(window.find((item) => item > 4)).toBeUndefined()
  })

  it('passes over a tag that was never published', () => {
    const window = new Window<number>()
    window.push(1)
    window.settle(9, true, () => {
      throw new Error('Nothing is settled by it.')
    })
    expect(window.size).toBe(1)
  })

  it('is as short as what is in it, however long it has been used', () => {
    const window = new Window<number>()
    window.push(0)
    for (let tag = 2; tag < 10_000; tag++) {
      window.push(tag)
      window.settle(tag - 1, false, () => undefined)
    }
    const left: number[] = []
    window.forEach((item) => void left.push(item))
    expect(left).toEqual([9999])
  })
})

describe('a queue', () => {
  it('gives out what it was given, in order, and first what came back', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.nat(), fc.constant('shift' as const), fc.array(fc.nat(), { maxLength: 4 })),
        ),
        (steps) => {
          const queue = new Queue<number>()
          let known: number[] = []
          for (const step of steps) {
            if (step === 'shift') expect(queue.shift()).toBe(known.shift())
            else if (Array.isArray(step)) {
              queue.putBack(step)
              known = [...step, ...known]
            } else {
              queue.push(step)
              known.push(step)
            }
            expect(queue.first()).toBe(known[0])
            expect(queue.size).toBe(known.length)
          }
        },
      ),
    )
  })
})
