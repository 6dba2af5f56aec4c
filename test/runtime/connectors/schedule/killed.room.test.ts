/** A process that is killed at any moment: no slot is run twice, and none that was due later is lost. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { historyIn } from '../../../../runtime/connectors/schedule/history.ts'
import { lookIntoStore } from '../../../../runtime/connectors/schedule/store.ts'
import { bundle } from '../../../support/bundle.ts'
import { scratchFolder } from '../../../support/scratch.ts'
import { waitFor } from '../../../support/wait-for.ts'

const kills = 30
const every = 100

interface Life {
  /** Epoch milliseconds: it said that its jobs are open, and it was killed. */
  opened: number
  killed: number
}

describe('a process killed thirty times', () => {
  it('runs no slot twice and loses none of those due while it lives', async () => {
    const folder = scratchFolder()
    const file = join(folder, 'slots.txt')
    const { job = '' } = await bundle(folder, { job: 'test/support/job-process.ts' })
    const lives: Life[] = []
    for (let kill = 0; kill < kills; kill++) lives.push(await live(job, folder, file))
    const given = slotsIn(file)
    expect(new Set(given).size).toBe(given.length)
    expect(given.length).toBeGreaterThan(kills)
    expect(given.every((slot) => slot % every === 0)).toBe(true)

    // All slots from the first to the last that were due while it was open, less the one that the kill may have caught.
    const taken = new Set(given)
    const rows = await history(folder)
    const told = new Map(rows.map((row) => [row.slot, row.outcome]))
    const lost = lives.flatMap(({ opened, killed }) => {
      const due: number[] = []
      const last = given.findLast((slot) => slot <= killed) ?? 0
      for (
        let slot = Math.ceil(opened / every) * every;
        slot < last && slot < killed - every;
        slot += every
      )
        if (!taken.has(slot) && told.get(slot) !== 'interrupted') due.push(slot)
      return due
    })
    expect(lost).toEqual([])

    const { memory } = await lookIntoStore(join(folder, 'schedule'))
    const known = memory.jobs.get('Often')
    // A run that was recorded was begun before the kill, or not at all; either way it is not begun again.
    expect(known?.runs).toBeGreaterThanOrEqual(given.length)
    expect((known?.runs ?? 0) - given.length).toBeLessThanOrEqual(kills * 3)
    expect(rows.some(({ outcome }) => outcome === 'missed')).toBe(true)
  }, 120_000)
})

function slotsIn(file: string): number[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Date.parse)
}

function history(folder: string) {
  return historyIn(join(folder, 'schedule', 'history')).read('Often')
}

/** From its start until it has run some slots, and then to a moment that nobody chose. */
async function live(program: string, folder: string, file: string): Promise<Life> {
  const before = slotsIn(file).length
  const child = spawn(process.execPath, [program, folder, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = output(child)
  await waitFor(
    async () => said(),
    (text) => text.includes('open'),
  )
  const opened = Date.now()
  await waitFor(
    async () => slotsIn(file).length,
    (count) => count > before + Math.floor(Math.random() * 3),
  )
  await new Promise((resolve) => setTimeout(resolve, Math.random() * every))
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  const killed = Date.now()
  await gone
  return { opened, killed }
}

function output(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      text += data
    })
  }
  return () => text
}
