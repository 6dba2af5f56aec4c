// What a newcomer sees: the app is started with nothing, and the first flow works.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopBridge } from '../../electron/desktop.ts'
import { launchApp, type RunningApp } from '../support/electron.ts'

declare const window: Window & { patchbay: DesktopBridge }

let running: RunningApp
beforeAll(async () => {
  running = await launchApp()
})
afterAll(() => running?.close())

describe('the first start', () => {
  it('opens the sample, made in the folder for projects', async () => {
    const opened = await running.page.evaluate(() => window.patchbay.currentProject())
    expect(opened?.folder).toBe(join(running.home, 'store-files'))
    expect(opened?.secrets).toEqual(['my.ftp.password'])
  })

  it('prints a line to copy, and what that sends arrives byte for byte', async () => {
    const [, url] = await running.printed(/curl .*'(http:\/\/127\.0\.0\.1:\d+\/store)'/)
    const bytes = Uint8Array.from({ length: 100_000 }, (_, n) => (n * 31 + (n >> 8)) & 255)
    const response = await fetch(`${url}?name=photo.jpg`, { method: 'POST', body: bytes })
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { file: '/incoming/photo.jpg', size: 100_000 },
    })
    const file = join(running.home, 'store-files-received', 'incoming', 'photo.jpg')
    expect(new Uint8Array(readFileSync(file))).toEqual(bytes)
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
})
