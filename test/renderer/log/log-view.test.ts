import { expect, it } from 'vitest'
import { shownLines } from '../../../renderer/log/log-view.ts'
import type { LogLine } from '../../../runtime/model/trace.ts'

const lines: LogLine[] = [
  { time: 1, level: 'debug', message: 'looked' },
  { time: 2, level: 'info', message: 'Stored', cid: 'k3f9a1', details: { size: 12 } },
  { time: 3, level: 'error', message: 'lost', at: { collection: 'connections', name: 'my.ftp' } },
]
const times = (found: readonly LogLine[]) => found.map(({ time }) => time)

it('shows lines from a level up', () => {
  expect(times(shownLines(lines, { level: 'info', text: '' }))).toEqual([2, 3])
  expect(times(shownLines(lines, { level: 'error', text: '' }))).toEqual([3])
})

it('finds a text in message, cid, place and details', () => {
  const found = (text: string) => times(shownLines(lines, { level: 'debug', text }))
  expect([found('STORED'), found('k3f9'), found('my.ftp'), found('size":12'), found('zz')]).toEqual(
    [[2], [2], [3], [2], []],
  )
})
