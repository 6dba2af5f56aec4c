// The tour: offered to who is new, taken by keyboard, never in the way, laid aside and gone on with, and over when it is over.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopBridge } from '../../electron/desktop.ts'
import { tourSteps } from '../../renderer/tour/tour-steps.ts'
import { seriousProblems } from '../support/axe.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, inBothThemes, pictureFailures } from '../support/hands.ts'
import { waitFor } from '../support/wait-for.ts'

declare const window: Window & { patchbay: DesktopBridge }

let userData: string
let running: RunningApp
let hands: Hands
beforeAll(async () => {
  userData = mkdtempSync(join(tmpdir(), 'patchbay-tour-'))
  await open()
})
afterAll(async () => {
  await running?.close()
  if (userData) rmSync(userData, { recursive: true, force: true })
})
pictureFailures(() => running)

async function open(): Promise<void> {
  running = await launchApp({ userData, home: join(userData, 'projects') })
  running.page.setDefaultTimeout(20_000)
  hands = handsOn(running.page)
  await hands.canvas.waitFor()
}

const press = (key: string) => running.page.keyboard.press(key)
const offer = () => running.page.getByRole('region', { name: 'New here?' })
const card = () => running.page.getByRole('dialog', { name: /^Tour/ })
const button = (name: string) => card().getByRole('button', { name, exact: true })
const step = () => card().getAttribute('aria-label')
const kept = () => running.page.evaluate(async () => (await window.patchbay.settings()).tour)

describe('the tour', () => {
  it('is offered on the first start, and begins by key', async () => {
    await offer().getByRole('button', { name: 'Take the tour' }).focus()
    expect(await seriousProblems(running.page)).toEqual([])
    await inBothThemes(running.page, 'tour-offer')
    await press('Enter')
    await waitFor(step, (name) => name === `Tour, 1 of ${tourSteps.length}: A flow`)
    await offer().waitFor({ state: 'hidden' })
  })

  it('points at what it speaks of, each of which is there', async () => {
    const missing: string[] = []
    for (const { title, at } of tourSteps) {
      await waitFor(step, (name) => name?.endsWith(`: ${title}`) ?? false)
      await waitFor(
        () => running.page.evaluate(() => document.activeElement?.className),
        (name) => name === 'tour',
      )
      await running.page.locator('.tour-ring').waitFor()
      const ring = await running.page.locator('.tour-ring').boundingBox()
      const target = await running.page.locator(at).first().boundingBox()
      if (!ring || !target || Math.abs(ring.x - target.x) > 1) missing.push(title)
      await screenshot(running.page, `tour-${title.replaceAll(' ', '-').toLowerCase()}`)
      expect(await seriousProblems(running.page)).toEqual([])
      if (title === tourSteps.at(-1)?.title) break
      await button('Next').focus()
      await press('Enter')
    }
    expect(missing).toEqual([])
  })

  it('blocks nothing: what it shows can be tried meanwhile', async () => {
    await hands.card('Store').click()
    await hands.inspector.getByText('REST channel').waitFor()
    await press('Control+K')
    await running.page.getByRole('dialog', { name: 'Go to' }).waitFor()
    await press('Escape')
    expect(await card().isVisible()).toBe(true)
  })

  it('is laid aside by Escape, and goes on there after a new start', async () => {
    await button('Back').click()
    await button('Back').click()
    await waitFor(kept, ({ step: at }) => at === tourSteps.length - 3)
    await button('Next').focus()
    await press('Escape')
    await card().waitFor({ state: 'hidden' })
    await running.close()
    await open()
    await offer()
      .getByText(`The tour waits at step ${tourSteps.length - 2}`)
      .waitFor()
    await offer().getByRole('button', { name: 'Go on' }).click()
    await waitFor(step, (name) => name?.startsWith(`Tour, ${tourSteps.length - 2} of`) ?? false)
  })

  it('is skipped for good, but can be taken from the menu', async () => {
    await button('Skip').click()
    await card().waitFor({ state: 'hidden' })
    await waitFor(kept, ({ isOver }) => isOver)
    expect(await offer().count()).toBe(0)
    await press('Control+Shift+P')
    await running.page.keyboard.type('take the tour')
    await press('Enter')
    await waitFor(step, (name) => name?.startsWith('Tour, 1 of') ?? false)
  })
})
