/**
 * What keeping a history costs the engine's own thread: the CPU time it spends on an exchange, with a history and without, in
 * turns, at a rate that leaves it idle in between.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { newCid } from '../../runtime/message/cid.ts'
import { Message } from '../../runtime/message/message.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { projectOf } from '../support/project.ts'

const turns = 6
const seconds = 4
const perTick = 10
const tick = 10

export interface EngineFigures {
  /** A second. */
  rate: number
  /** Microseconds of the engine's thread for each exchange, medians. */
  without: number
  with: number
  leftOut: number
  /** MB of the process that its history takes, idle. */
  memory: number
}

export async function measureEngine(worker: URL): Promise<EngineFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-bench-history-'))
  const busy = { without: [] as number[], with: [] as number[] }
  let leftOut = 0
  let sent = 0
  const before = process.memoryUsage.rss()
  const kept = await running({ historyFolder: folder, historyWorker: worker })
  await pause(500)
  const memory = (process.memoryUsage.rss() - before) / 1e6
  const plain = await running({})
  try {
    for (let turn = 0; turn < turns; turn++) {
      for (const [which, runtime] of [
        ['without', plain],
        ['with', kept],
      ] as const) {
        sent = 0
        const began = spent()
        const ends = performance.now() + seconds * 1000
        while (performance.now() < ends) {
          for (let one = 0; one < perTick; one++) void deliver(runtime, sent++)
          await pause(tick)
        }
        busy[which].push((spent() - began) / sent)
      }
    }
    leftOut = kept.past.status.leftOut
  } finally {
    await kept.stop(2000)
    await plain.stop(100)
    await rm(folder, { recursive: true })
  }
  const rate = sent / seconds
  return { rate, without: median(busy.without), with: median(busy.with), leftOut, memory }
}

async function running(more: { historyFolder?: string; historyWorker?: URL }): Promise<Runtime> {
  const runtime = new Runtime({ http: { port: 0 }, logLevel: 'silent', ...more })
  const project = projectOf({
    channels: [{ name: 'orders', type: 'rest', path: '/orders', historyKeys: ['order_id'] }],
    links: [['orders', 'patchbay.echo']],
  })
  await runtime.deploy({ project, revision: 1 })
  return runtime
}

function deliver(runtime: Runtime, index: number): Promise<Message> {
  const order = { order_id: `A-${index}`, lines: [{ sku: 'anvil', quantity: index % 9 }] }
  const raw = Buffer.from(JSON.stringify({ ...order, note: 'x'.repeat(300) }))
  const message = new Message({ raw, format: 'json', contentType: 'application/json' })
  return runtime.deliver(message, { channel: 'orders', cid: newCid(), timeout: 10_000 })
}

/** Microseconds that the main thread has run so far (Linux): whatever else the machine does has no part in it. */
function spent(): number {
  const [nanoseconds = ''] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(
    ' ',
  )
  return Number(nanoseconds) / 1000
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0
}
