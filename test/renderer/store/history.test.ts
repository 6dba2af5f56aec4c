import { describe, expect, it } from 'vitest'
import { noHistory, record, seal, stepBack, stepForward } from '../../../renderer/store/history.ts'
import type { Change } from '../../../runtime/model/change.ts'

function typed(before: string, after: string): Change {
  const file = (source: string) => ({ path: 'services/a.ts', source })
  return {
    label: `Typed ${after}`,
    edits: [
      { collection: 'services', key: 'services/a.ts', before: file(before), after: file(after) },
    ],
  }
}

const group = 'text:services/a.ts'

describe('the history', () => {
  it('takes typing in one file as one step', () => {
    const first = record(noHistory, { change: typed('', 'a'), origin: 'user', group }, 1000)
    const both = record(first, { change: typed('a', 'ab'), origin: 'user', group }, 1800)
    expect(both.past).toHaveLength(1)
    expect(stepBack(both)?.change.edits).toEqual(
      [...typed('ab', '').edits].map((edit) => ({ ...edit })),
    )
  })

  it('begins a new step after a pause', () => {
    const first = record(noHistory, { change: typed('', 'a'), origin: 'user', group }, 1000)
    const both = record(first, { change: typed('a', 'ab'), origin: 'user', group }, 9000)
    expect(both.past).toHaveLength(2)
  })

  it('begins a new step once the last one is sealed', () => {
    const first = seal(record(noHistory, { change: typed('', 'a'), origin: 'user', group }, 1000))
    const both = record(first, { change: typed('a', 'ab'), origin: 'user', group }, 1001)
    expect(both.past).toHaveLength(2)
  })

  it('takes what another program did to many files as one step, however many batches it came in', () => {
    const batch = (label: string, ...keys: string[]): Change => ({
      label,
      edits: keys.map((key) => ({
        collection: 'services',
        key,
        before: undefined,
        after: { path: key, source: 'x' },
      })),
    })
    const outside = { origin: 'external', group: 'outside' } as const
    const first = record(noHistory, { change: batch('2 files', 'a.ts', 'b.ts'), ...outside }, 1000)
    const both = record(first, { change: batch('c.ts', 'c.ts'), ...outside }, 1900)
    expect(both.past).toHaveLength(1)
    expect(both.past[0]?.change.label).toBe('3 objects changed')
    expect(stepBack(both)?.change.edits).toHaveLength(3)
  })

  it('keeps changes of no group apart', () => {
    const first = record(noHistory, { change: typed('', 'a'), origin: 'user' }, 1000)
    const both = record(first, { change: typed('a', 'ab'), origin: 'user' }, 1000)
    expect(both.past).toHaveLength(2)
  })

  it('walks back and forward over the same steps', () => {
    const first = record(noHistory, { change: typed('', 'a'), origin: 'user' }, 1)
    const both = record(first, { change: typed('a', 'ab'), origin: 'user' }, 2)
    const back = stepBack(both)
    expect(back?.change.edits[0]?.after).toEqual({ path: 'services/a.ts', source: 'a' })
    const forward = back && stepForward(back.history)
    expect(forward?.change).toEqual(typed('a', 'ab'))
    expect(forward?.history.past.map(({ change }) => change.label)).toEqual(['Typed a', 'Typed ab'])
  })

  it('forgets what was undone once something new is done', () => {
    const back = stepBack(record(noHistory, { change: typed('', 'a'), origin: 'user' }, 1))
    if (!back) throw new Error('there was a step')
    const next = record(back.history, { change: typed('', 'b'), origin: 'user' }, 2)
    expect(next.future).toEqual([])
  })

  it('has nothing to walk when nothing was done', () => {
    expect(stepBack(noHistory)).toBeUndefined()
    expect(stepForward(noHistory)).toBeUndefined()
  })
})
