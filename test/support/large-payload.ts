/**
 * 100 MiB in the designer's window, as a person meets them: they come in, are looked at, replayed, and sent from the test pane.
 * Tells how long the window stood still at each, and what it was handed in one piece.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { emptyProject, type Project } from '../../runtime/model/project.ts'
import type { RunningApp } from './electron.ts'
import { handsOn } from './hands.ts'
import { type Gap, longestGap } from './longest-gap.ts'
import { testHandsOn } from './test-hands.ts'

export const largeSize = 100 * 1024 * 1024

export interface Large {
  /** Nothing went on: what the machine itself does to pictures just now. */
  idle: Gap
  received: Gap
  inspected: Gap
  scrolled: Gap
  replayed: Gap
  sent: Gap
}

const source = `import { Service } from 'patchbay'

export class Count extends Service {
  static serviceName = 'count.bytes'

  handle() {
    this.response.payload = { bytes: this.request.raw.length }
  }
}
`

export function largeProject(port: number): Project {
  const plain = emptyProject('Large', 'large')
  return {
    ...plain,
    settings: { ...plain.settings, http: { host: '127.0.0.1', port } },
    channels: {
      In: { name: 'In', type: 'rest', isActive: true, path: '/in', method: 'POST', maxSize: 128 },
    },
    services: { 'services/count.ts': { path: 'services/count.ts', source } },
    flows: {
      Main: {
        name: 'Main',
        nodes: {
          n1: { kind: 'channel', ref: 'In' },
          n2: { kind: 'service', ref: 'count.bytes' },
        },
        links: { l1: { from: { node: 'n1', port: 'out' }, to: { node: 'n2', port: 'in' } } },
      },
    },
  }
}

/** JSON of exactly so many bytes: many small things, which is the most work to lay out. */
export function largeJson(): Buffer {
  const row = '{"order":123456,"name":"Ada Lovelace","amount":12.5,"paid":true},'
  const tail = '{"order":0}]'
  const rows = Math.floor((largeSize - 1 - tail.length) / row.length)
  const body = Buffer.alloc(largeSize, 0x20)
  body.write('[')
  Buffer.from(row.repeat(rows)).copy(body, 1)
  body.write(tail, 1 + rows * row.length)
  return body
}

/** @param folder Where a file of that size may lie for a moment. */
export async function useLarge(running: RunningApp, url: string, folder: string): Promise<Large> {
  const { page } = running
  const hands = handsOn(page)
  const body = largeJson()
  await warmUp(page, url)
  const idle = await longestGap(page, () => page.evaluate(manyPictures))
  const received = await longestGap(page, async () => {
    await post(url, new Uint8Array(body))
    await hands.messages.nth(1).waitFor()
  })
  const inspected = await longestGap(page, async () => {
    await hands.messages.first().click()
    await page.getByRole('tab', { name: 'Hex' }).waitFor({ timeout: 40_000 })
    await page.getByText('Ada Lovelace').first().waitFor()
  })
  const scrolled = await longestGap(page, () => scroll(page))
  const replayed = await longestGap(page, async () => {
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.getByRole('button', { name: /as recorded/ }).click()
    await page.getByText('It came out the same.').waitFor({ timeout: 40_000 })
  })
  const file = join(folder, 'large.json')
  writeFileSync(file, body)
  const sent = await longestGap(page, () => send(page, file))
  rmSync(file)
  return { idle, received, inspected, scrolled, replayed, sent }
}

/** What is loaded once, with whatever payload comes first, is not what is measured: the panes, the editor, the worker. */
async function warmUp(page: Page, url: string): Promise<void> {
  const hands = handsOn(page)
  const test = testHandsOn(page)
  await hands.showDock('Test')
  await test.choosePart('Body')
  await test.body.waitFor()
  await test.pane.getByRole('radio', { name: 'File' }).click()
  await hands.showDock('Messages')
  await post(url, new TextEncoder().encode('{"name":"first"}'))
  await hands.messages.first().click()
  await page.getByText('"first"').waitFor()
}

function manyPictures(): Promise<void> {
  return new Promise((resolve) => {
    let left = 300
    const next = () => (left-- > 0 ? requestAnimationFrame(next) : resolve())
    next()
  })
}

async function post(url: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`The channel answered ${answer.status}.`)
  await answer.arrayBuffer()
}

async function scroll(page: Page): Promise<void> {
  await page.getByText('Ada Lovelace').first().hover()
  for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 20_000)
  await page.getByText('Ada Lovelace').first().waitFor()
}

async function send(page: Page, file: string): Promise<void> {
  const hands = handsOn(page)
  const test = testHandsOn(page)
  await hands.showDock('Test')
  await test.pane.locator('input[type=file]').setInputFiles(file)
  await test.send.click()
  await test.answer.getByText(`"bytes": ${largeSize}`).waitFor({ timeout: 40_000 })
}
