// What a newcomer sees: the app is started with nothing, even where the usual port is taken, and the first flow works.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopBridge } from '../../electron/desktop.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { waitFor } from '../support/wait-for.ts'

declare const window: Window & { patchbay: DesktopBridge }

const usualPort = 8080

let scratch: string
let other: Server
let running: RunningApp
let hands: Hands
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'patchbay-first-start-'))
  other = await take(usualPort)
  running = await launchApp()
  hands = handsOn(running.page)
})
afterAll(async () => {
  await running?.close()
  other?.close()
  if (scratch) rmSync(scratch, { recursive: true, force: true })
})
pictureFailures(() => running)

/** Whoever has it already will do as well. */
function take(port: number): Promise<Server> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(server))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

describe('the first start', () => {
  const photo = randomBytes(100_000)

  it('opens the sample, made in the folder for projects', async () => {
    const opened = await running.page.evaluate(() => window.patchbay.currentProject())
    expect(opened?.folder).toBe(join(running.home, 'store-files'))
    expect(opened?.secrets).toEqual(['my.ftp.password'])
  })

  it('prints lines to copy: what they send arrives, byte for byte', async () => {
    const [, line = '', address = ''] = await running.printed(
      /^ *(curl .*'(http:\/\/127\.0\.0\.1:\d+\/store)')$/m,
    )
    expect(new URL(address).port).not.toBe(String(usualPort))
    writeFileSync(join(scratch, 'photo.jpg'), photo)
    const sent = line.replace("'hello'", '@photo.jpg').replace(address, `${address}?name=photo.jpg`)
    expect(sent).toContain('--data-binary @photo.jpg')
    const answer = await inTerminal(sent)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /m)
    expect(answer).toContain('{"file":"/incoming/photo.jpg","size":100000}')
    const file = join(running.home, 'store-files-received', 'incoming', 'photo.jpg')
    expect(readFileSync(file).equals(photo)).toBe(true)
  })

  it('shows what was sent: its three steps, and how long each took', async () => {
    const { page } = running
    await hands.messages.first().waitFor()
    await page.getByRole('tab', { name: 'Store', exact: true }).click()
    await hands.messages.first().click()
    const steps = await waitFor(
      () => hands.steps.allInnerTexts(),
      (texts) => texts.length === 3,
    )
    const names = ['Store', 'store.file', 'my.ftp']
    for (const [index, name] of names.entries()) {
      expect(steps[index]).toContain(name)
      expect(steps[index]).toMatch(/\d+(\.\d+)? (µs|ms|s)$/)
    }
    await page.locator('.chip-use').waitFor()
    await screenshot(page, 'first-start')
  })

  it('prints a line for the flow without code as well, with an order that it takes', async () => {
    const [, line = ''] = await running.printed(/^ *(curl .*\/orders')$/m)
    expect(await inTerminal(line)).toMatch(/^HTTP\/1\.1 200 /m)
    const { page } = running
    await page.getByRole('tab', { name: 'Without code', exact: true }).click()
    await hands.messages.filter({ hasText: 'Orders' }).first().click()
    await screenshot(page, 'first-start-orders')
  })

  it('is followed by a second one on the same project', async () => {
    const { userData, home } = running
    await running.app.close()
    const second = await launchApp({ userData, home })
    const opened = await second.page.evaluate(() => window.patchbay.currentProject())
    await second.close()
    expect(opened?.folder).toBe(join(home, 'store-files'))
    expect(opened?.secrets).toEqual(['my.ftp.password'])
  })

  async function inTerminal(line: string): Promise<string> {
    const { stdout } = await promisify(execFile)('sh', ['-c', line], { cwd: scratch })
    return stdout
  }
})
