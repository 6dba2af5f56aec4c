// 100 MiB come in, are looked at, replayed and sent again, in the real window. How long it stood still is printed, not asserted:
// a busy machine would fail it. What would make it stand still is: a body in one piece, or laid out on its own thread.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp } from '../support/electron.ts'
import { handsOn, pictureFailures } from '../support/hands.ts'
import { largeProject, largeSize, useLarge } from '../support/large-payload.ts'

const mebibyte = 1024 * 1024

interface Pieces {
  /** Bytes of the largest piece that went over a port to the runtime, and to a worker. */
  toRuntime: number
  toWorker: number
  /** Bytes that went to workers in all. */
  worked: number
  /** Characters of the longest text that was decoded or parsed on the window's thread. */
  text: number
}

// What page.evaluate runs is in the page.
declare const window: Window & { pieces: Pieces }

let running: RunningApp
pictureFailures(() => running)

it('a payload of 100 MiB never is in one piece on the thread of the window', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-large-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const port = await freePort()
  for (const [path, text] of toFiles(largeProject(port))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  running = await launchApp({ project: folder })
  const { page } = running
  onTestFinished(() => running.close())
  page.setDefaultTimeout(60_000)
  const hands = handsOn(page)
  await hands.canvas.waitFor()
  await hands.pid()
  await page.evaluate(watchPieces)

  const large = await useLarge(running, `http://127.0.0.1:${port}/in`, tmpdir())
  for (const [what, { picture, task }] of Object.entries(large))
    console.log(`${what}: ${picture} ms between two pictures at most, longest task ${task} ms`)

  const pieces = await page.evaluate(() => window.pieces)
  expect(pieces.worked).toBeGreaterThanOrEqual(largeSize)
  // The words around a piece count a little.
  expect(pieces.toWorker).toBeLessThanOrEqual(mebibyte + 1024)
  expect(pieces.toRuntime).toBeLessThanOrEqual(mebibyte + 1024)
  expect(pieces.text).toBeLessThan(4 * mebibyte)
  // Of a million rows only those in view are there.
  expect(await page.locator('*').count()).toBeLessThan(5000)
})

/** Notes what goes over ports and is decoded, from now on. */
function watchPieces(): void {
  const pieces: Pieces = { toRuntime: 0, toWorker: 0, worked: 0, text: 0 }
  window.pieces = pieces
  const sizeOf = (value: unknown): number => {
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength
    if (typeof value === 'string') return value.length
    if (typeof value !== 'object' || value === null) return 0
    return Object.values(value).reduce<number>((sum, each) => sum + sizeOf(each), 0)
  }
  const worker = Worker.prototype as { postMessage(...args: unknown[]): void }
  const toWorker = worker.postMessage
  worker.postMessage = function (...args) {
    const size = sizeOf(args[0])
    pieces.toWorker = Math.max(pieces.toWorker, size)
    pieces.worked += size
    toWorker.apply(this, args)
  }
  const port = MessagePort.prototype as { postMessage(...args: unknown[]): void }
  const toPort = port.postMessage
  port.postMessage = function (...args) {
    pieces.toRuntime = Math.max(pieces.toRuntime, sizeOf(args[0]))
    toPort.apply(this, args)
  }
  const decode = TextDecoder.prototype.decode
  TextDecoder.prototype.decode = function (...args) {
    const text = decode.apply(this, args)
    pieces.text = Math.max(pieces.text, text.length)
    return text
  }
  const parse = JSON.parse
  JSON.parse = (text: string, ...more: []) => {
    pieces.text = Math.max(pieces.text, text.length)
    return parse(text, ...more)
  }
}
