import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { HistorySettings } from '../../../runtime/model/history.ts'
import type { ExchangeMatch } from '../../../runtime/model/match.ts'
import { lockFolder } from '../../../runtime/store/lock.ts'
import { Shelf } from '../../../runtime/store/shelf.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { row, rowsTo } from './rows.ts'

const plenty: HistorySettings = { megabytes: 100, days: 30 }
const now = 2_000_000

function open(folder: string, settings = plenty, warnings: string[] = []): Shelf {
  const shelf = new Shelf(
    folder,
    settings,
    (words) => warnings.push(words),
    () => now,
  )
  onTestFinished(() => shelf.close())
  return shelf
}

function found(shelf: Shelf, match: ExchangeMatch, more: { limit?: number; before?: number } = {}) {
  const { limit = 100, before = Number.MAX_SAFE_INTEGER } = more
  const page = shelf.search({ match, since: -1, before, limit }, 10_000)
  return page.found.map(({ seq }) => seq)
}

describe('finding', () => {
  const shelf = () => {
    const made = open(scratchFolder())
    made.add([
      row({
        seq: 0,
        channel: 'orders',
        body: '{"order_id":"A-8812","name":"Müller"}',
        keys: ['order_id'],
      }),
      row({ seq: 1, channel: 'invoices', cid: 'feed-0001', body: '<invoice>8812 A</invoice>' }),
      row({
        seq: 2,
        channel: 'orders',
        failure: 'The customer 4711 is unknown.',
        body: '{"order_id":"a-9"}',
        keys: ['order_id'],
      }),
      row({
        seq: 3,
        channel: 'orders',
        path: ['check', 'ERP'],
        body: '{"order_id":"A-88"}',
        keys: ['order_id'],
      }),
    ])
    return made
  }

  test.each<[string, ExchangeMatch, number[]]>([
    ['everything, newest first', {}, [3, 2, 1, 0]],
    ['a part of a channel', { channel: ['inv'] }, [1]],
    ['a node of the path', { node: ['erp'] }, [3]],
    ['what failed', { status: ['error'] }, [2]],
    ['an answer', { status: ['2xx'] }, [3, 1, 0]],
    ['a code', { code: ['threw'] }, [2]],
    ['the beginning of a cid', { cid: ['feed-00'] }, [1]],
    ['a time', { after: 1_000_001, until: 1_000_003 }, [2, 1]],
    ['a word of a body, whatever its case', { text: ['müller'] }, [0]],
    ['the beginning of a word', { text: ['88'] }, [3, 1, 0]],
    ['not the middle of a word', { text: ['812'] }, []],
    ['words that stand side by side', { text: ['a-8812'] }, [0]],
    ['all of several words', { text: ['8812', 'invoice'] }, [1]],
    ['the words of a failure', { text: ['4711'] }, [2]],
    ['a cid by its words', { text: ['feed'] }, [1]],
    ['a key', { keys: { order_id: ['a-88'] } }, [3]],
    ['a key by its beginning', { keys: { order_id: ['a-88*'] } }, [3, 0]],
    ['either of two values', { keys: { order_id: ['a-9', 'a-88'] } }, [3, 2]],
    ['a key and a status', { keys: { order_id: ['a-*'] }, status: ['error'] }, [2]],
    ['nothing by a key that nobody declared', { keys: { name: ['müller'] } }, []],
    ['nothing where nothing fits', { text: ['nowhere'] }, []],
    ['quotes and signs as the words between them', { text: ['"order_id":"a-9"'] }, [2]],
  ])('finds %s', (_what, match, seqs) => {
    expect(found(shelf(), match)).toEqual(seqs)
  })

  test('goes on where a page ended', () => {
    expect(found(shelf(), {}, { limit: 2 })).toEqual([3, 2])
    expect(found(shelf(), {}, { limit: 2, before: 2 })).toEqual([1, 0])
  })

  test('finds the same in slices of no time, over many files', () => {
    const made = open(scratchFolder(), { megabytes: 4, days: 30 })
    const body = (seq: number) => ({
      body: JSON.stringify({ n: seq, is: seq % 7 === 0 ? 'seventh' : 'other', x: noise(seq) }),
      ...(seq % 5 === 0 ? { failure: 'It went wrong.' } : {}),
    })
    for (const part of chunks(rowsTo(600, body), 50)) made.add(part)
    const seqs: number[] = []
    let before = Number.MAX_SAFE_INTEGER
    let slices = 0
    for (let next: number | undefined = before; next !== undefined; slices++) {
      before = next
      const search = { match: { text: ['seventh'] }, since: -1, before, limit: 10 }
      const page = made.search(search, 0)
      seqs.push(...page.found.map(({ seq }) => seq))
      next = page.next
    }
    expect(slices).toBeGreaterThan(8)
    expect(seqs).toEqual(Array.from({ length: 86 }, (_, index) => (85 - index) * 7))
  })
})

describe('the files', () => {
  test('are there again after a restart', () => {
    const folder = scratchFolder()
    const first = open(folder)
    first.add([row({ seq: 4, cid: 'one', body: '{"a":1}' }), row({ seq: 5, failure: 'No.' })])
    first.close()
    const again = open(folder)
    expect([again.last, again.kept]).toEqual([5, 2])
    again.add([row({ seq: 6 })])
    expect(found(again, {})).toEqual([6, 5, 4])
    expect(again.find('one')?.bodies()[0]?.bytes.toString()).toBe('{"a":1}')
    expect(again.find('on')).toBeUndefined()
  })

  test('give the newest of a cid that came twice', () => {
    const shelf = open(scratchFolder())
    shelf.add([row({ seq: 1, cid: 'same', failure: 'No.' }), row({ seq: 2, cid: 'same' })])
    expect(shelf.find('same')?.detail.seq).toBe(2)
  })

  test('stay within the budget: the oldest done go first, those that failed last', () => {
    const shelf = open(scratchFolder(), { megabytes: 1, days: 30 })
    const told = (seq: number) => ({
      body: JSON.stringify({ x: noise(seq) }),
      ...(seq % 20 === 0 ? { failure: 'It went wrong.' } : {}),
    })
    for (const part of chunks(rowsTo(2000, told), 50)) shelf.add(part)
    expect(shelf.bytes).toBeLessThanOrEqual(1 << 20)
    const failed = found(shelf, { status: ['error'] }, { limit: 2000 })
    expect(failed).toHaveLength(100)
    const done = found(shelf, { status: ['ok'] }, { limit: 2000 })
    expect(done[0]).toBe(1999)
    expect(done.length).toBeLessThan(1500)
    expect(done).toEqual([...done].sort((one, other) => other - one))
  })

  test('let go of what failed when nothing else is left', () => {
    const shelf = open(scratchFolder(), { megabytes: 1, days: 30 })
    const told = (seq: number) => ({ body: noise(seq), failure: 'It went wrong.' })
    for (const part of chunks(rowsTo(2500, told), 50)) shelf.add(part)
    expect(shelf.bytes).toBeLessThanOrEqual(1 << 20)
    expect(found(shelf, {}, { limit: 1 })).toEqual([2499])
  })

  test('let go of what is too old', () => {
    const folder = scratchFolder()
    const first = open(folder)
    first.add([row({ seq: 0, began: now - 3 * 86_400_000, failure: 'Old.' })])
    first.close()
    const again = open(folder, { megabytes: 1, days: 2 })
    // Only once somebody has said how much is to be kept.
    expect(again.kept).toBe(1)
    again.settings = { megabytes: 100, days: 2 }
    expect(readdirSync(folder).filter((name) => name.endsWith('.db'))).toEqual([])
  })

  test('are set aside when one is broken, with a warning, and the rest is there', () => {
    const folder = scratchFolder()
    const first = open(folder)
    first.add([row({ seq: 0 }), row({ seq: 1, failure: 'No.' })])
    first.close()
    const [done = ''] = readdirSync(folder).filter((name) => name.startsWith('done-'))
    const bytes = readFileSync(join(folder, done))
    writeFileSync(join(folder, done), bytes.fill(7, 0, 5000))
    const warnings: string[] = []
    const again = open(folder, plenty, warnings)
    expect(warnings.join()).toMatch(/is broken .* set aside as .*broken-/)
    expect(found(again, {})).toEqual([1])
    again.add([row({ seq: 2 })])
    expect(found(again, {})).toEqual([2, 1])
    expect(readdirSync(folder).some((name) => name.includes('.broken-'))).toBe(true)
  })

  test('of which one breaks within are found out when it is written to', () => {
    const folder = scratchFolder()
    const first = open(folder)
    first.add(rowsTo(300, (seq) => ({ body: noise(seq) })))
    first.close()
    const [done = ''] = readdirSync(folder).filter((name) => name.startsWith('done-'))
    const bytes = readFileSync(join(folder, done))
    writeFileSync(join(folder, done), bytes.fill(255, 40_000, 60_000))
    const warnings: string[] = []
    open(folder, plenty, warnings)
    expect(warnings).toHaveLength(1)
  })

  test('are all gone after a clearing', () => {
    const folder = scratchFolder()
    const shelf = open(folder)
    shelf.add([row({ seq: 0 }), row({ seq: 1, failure: 'No.' })])
    shelf.clear()
    expect([found(shelf, {}), shelf.kept, shelf.bytes]).toEqual([[], 0, 0])
    shelf.add([row({ seq: 2 })])
    expect(found(shelf, {})).toEqual([2])
  })
})

describe('the lock', () => {
  test('lets one in, and the next when it has let go', () => {
    const folder = scratchFolder()
    const unlock = lockFolder(folder)
    expect(unlock).toBeDefined()
    expect(lockFolder(folder)).toBeUndefined()
    unlock?.()
    const again = lockFolder(folder)
    expect(again).toBeDefined()
    again?.()
  })
})

/** Some hundred bytes that do not shrink much. */
function noise(seed: number): string {
  let text = ''
  for (let at = 1; text.length < 600; at++)
    text += Math.sin(seed * 1000 + at)
      .toString(36)
      .slice(3)
  return text
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size)
  return Array.from({ length: count }, (_, at) => all.slice(at * size, (at + 1) * size))
}
