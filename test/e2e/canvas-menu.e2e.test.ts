// The right button on the canvas: the commands for what lies under the pointer, and no others.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { toFiles } from '../../runtime/model/text.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { projectOf } from '../support/project.ts'
import { fill } from '../support/scratch.ts'

const service = `import { Service } from 'patchbay'

export class Work extends Service {
  static serviceName = 'work'
  handle() {}
}
`

let folder: string
let running: RunningApp
let hands: Hands

beforeAll(async () => {
  const project = projectOf({
    channels: [{ name: 'Ask', type: 'rest', path: '/ask' }],
    services: { 'services/work.ts': service },
    links: [['Ask', 'work']],
  })
  const settings = { ...project.settings, http: { host: '127.0.0.1', port: 0 } }
  folder = mkdtempSync(join(tmpdir(), 'patchbay-menu-'))
  // The answer left of what it answers to, and half over it.
  const layouts = { main: { nodes: { c0: { x: 180, y: 90 }, s0: { x: 36, y: 36 } } } }
  fill(folder, Object.fromEntries(toFiles({ ...project, settings, layouts })))
  running = await launchApp({ project: folder })
  running.page.setDefaultTimeout(20_000)
  hands = handsOn(running.page)
  await hands.card('work').waitFor()
})
afterAll(async () => {
  await running?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})
pictureFailures(() => running)

it('a node is chosen, duplicated and deleted from its menu', async () => {
  const { page } = running
  await hands.card('work').click({ button: 'right' })
  const item = (title: string) => page.getByRole('menuitem', { name: new RegExp(`^${title}`) })
  await item('Duplicate').waitFor()
  await screenshot(page, 'canvas-menu')
  await item('Duplicate').click()
  await expect.poll(() => page.locator('.react-flow__node').count()).toBe(3)
  await page.keyboard.press('Control+Z')
  await expect.poll(() => page.locator('.react-flow__node').count()).toBe(2)
  await hands.card('Ask').click({ button: 'right' })
  await item('Delete').first().click()
  await hands.card('Ask').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+Z')
  await hands.card('Ask').waitFor()
})

it('the empty canvas offers what can be done there, and the menu goes with Escape', async () => {
  const { page } = running
  await hands.canvas.click({ button: 'right', position: { x: 30, y: 30 } })
  await page.getByRole('menuitem', { name: /^Select all/ }).waitFor()
  expect(await page.getByRole('menuitem', { name: /^Duplicate/ }).count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
})

it('tidies a flow so that it reads from left to right, as one step', async () => {
  const { page } = running
  const boxes = async () => {
    const [ask, work] = await Promise.all(
      ['Ask', 'work'].map((one) => hands.card(one).boundingBox()),
    )
    if (!ask || !work) throw new Error('A card is not there.')
    return { ask, work }
  }
  const before = await boxes()
  expect(before.work.x).toBeLessThan(before.ask.x)
  await hands.canvas.click({ button: 'right', position: { x: 30, y: 30 } })
  await page.getByRole('menuitem', { name: /^Tidy/ }).click()
  await expect
    .poll(async () => {
      const { ask, work } = await boxes()
      return work.x - (ask.x + ask.width)
    })
    .toBeGreaterThan(20)
  await screenshot(page, 'canvas-tidied')
  await hands.canvas.press('Control+Z')
  await expect.poll(async () => (await boxes()).work.x < (await boxes()).ask.x).toBe(true)
})
