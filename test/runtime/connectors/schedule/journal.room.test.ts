/** What is remembered, on a real disk: whole after a crash at any byte, small after many runs. */
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { historyIn } from '../../../../runtime/connectors/schedule/history.ts'
import { tryToBeTheOne } from '../../../../runtime/connectors/schedule/only-one.ts'
import type { JobEvent } from '../../../../runtime/connectors/schedule/record.ts'
import { lookIntoStore, openStore } from '../../../../runtime/connectors/schedule/store.ts'
import { fill, scratchFolder } from '../../../support/scratch.ts'

const on: JobEvent = { e: 'on', job: 'a', at: 1000, key: 'k' }
const run = (number: number): JobEvent => ({
  e: 'run',
  job: 'a',
  run: number,
  at: 1000 + number,
  slot: 1000 + number,
  cid: 'c',
})
const noTrouble = (words: string) => {
  throw new Error(words)
}

async function written(folder: string, count: number): Promise<void> {
  const store = await openStore(folder, noTrouble)
  const kept = [store.record(on)]
  for (let number = 1; number <= count; number++) {
    kept.push(store.record(run(number), number === count))
    kept.push(store.record({ e: 'end', job: 'a', run: number, outcome: 'ok' }))
  }
  await Promise.all(kept)
  await store.close()
}

describe('the memory of jobs', () => {
  it('is there again', async () => {
    const folder = scratchFolder()
    await written(folder, 3)
    const { memory } = await lookIntoStore(folder)
    expect(memory.jobs.get('a')).toMatchObject({
      runs: 3,
      seen: 1003,
      spans: [[1001, 1003]],
      open: [],
    })
  })

  it('is whole when the last line was torn at any byte', async () => {
    const folder = scratchFolder()
    await written(folder, 2)
    const file = join(folder, 'journal.jsonl')
    const whole = readFileSync(file)
    for (let length = whole.length; length >= 0; length -= 7) {
      writeFileSync(file, whole)
      truncateSync(file, length)
      const store = await openStore(folder, noTrouble)
      const runs = store.memory.jobs.get('a')?.runs ?? 0
      await store.record(run(runs + 1), true)
      await store.close()
      expect((await lookIntoStore(folder)).memory.jobs.get('a')?.runs).toBe(runs + 1)
    }
  })

  it('stays small, and is the same before and after it is drawn together', async () => {
    const folder = scratchFolder()
    await written(folder, 5000)
    expect(existsSync(join(folder, 'memory.json'))).toBe(true)
    expect(statSync(join(folder, 'journal.jsonl')).size).toBeLessThan(300_000)
    await written(folder, 1)
    const { memory } = await lookIntoStore(folder)
    expect(memory.jobs.get('a')).toMatchObject({ seen: 6000 })
  })

  it('takes no line twice that the whole picture has already', async () => {
    const folder = scratchFolder()
    await written(folder, 4000)
    const file = join(folder, 'journal.jsonl')
    const before = (await lookIntoStore(folder)).memory.jobs.get('a')
    // A crash between the picture and the cutting of the lines leaves these behind.
    const rest = readFileSync(file)
    fill(folder, { 'journal.jsonl': `${JSON.stringify([5, run(9999)])}\n${rest}` })
    expect((await lookIntoStore(folder)).memory.jobs.get('a')).toEqual(before)
  })

  it('tells of a line that a disk has spoiled, and goes on', async () => {
    const folder = scratchFolder()
    await written(folder, 1)
    appendFileSync(join(folder, 'journal.jsonl'), 'spoiled\n')
    const told: string[] = []
    const store = await openStore(folder, (words) => told.push(words))
    await store.close()
    expect(told).toEqual([expect.stringContaining('spoiled')])
    expect(store.memory.jobs.get('a')?.runs).toBe(1)
  })
})

describe('the history of a job', () => {
  it('has its last thousand runs, and no more on the disk than twice that', async () => {
    const folder = scratchFolder()
    const history = historyIn(folder)
    for (let run = 1; run <= 4500; run++) {
      history.add('a', { run, started: run, outcome: 'ok' })
      if (run % 700 === 0) await history.flush()
    }
    const rows = await history.read('a')
    expect(rows.map(({ run }) => run)).toEqual(
      Array.from({ length: 1000 }, (_, index) => 3501 + index),
    )
    const [file = ''] = readdirSync(folder)
    const lines = readFileSync(join(folder, file), 'utf8').split('\n').length
    expect(lines).toBeLessThanOrEqual(2001)
    await history.forget('a')
    expect(readdirSync(folder)).toEqual([])
  })

  it('loses only the line that a crash has torn', async () => {
    const folder = scratchFolder()
    const first = historyIn(folder)
    first.add('a', { run: 1, started: 1, outcome: 'ok' })
    await first.flush()
    const [file = ''] = readdirSync(folder)
    appendFileSync(join(folder, file), '{"run":2,"sta')
    const second = historyIn(folder)
    second.add('a', { run: 3, started: 3, outcome: 'ok' })
    expect((await second.read('a')).map(({ run }) => run)).toEqual([1, 3])
  })
})

describe('only one process', () => {
  it('looks after the jobs of a folder, until it lets go', async () => {
    const folder = scratchFolder()
    const first = await tryToBeTheOne(folder)
    expect(first.isOurs).toBe(true)
    expect(await tryToBeTheOne(folder)).toEqual({ isOurs: false, pid: process.pid })
    expect((await tryToBeTheOne(scratchFolder())).isOurs).toBe(true)
    if (first.isOurs) await first.letGo()
    const second = await tryToBeTheOne(folder)
    expect(second.isOurs).toBe(true)
    if (second.isOurs) await second.letGo()
  })
})
