// 2,000 nodes on one canvas: only what is in view is drawn, from far away only what can be read there, and it is edited as
// any other. How fast that is `npm run bench designer` tells.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { toFiles } from '../../runtime/model/text.ts'
import { bigFlow } from '../support/big-flow.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { fill } from '../support/scratch.ts'

let folder: string
let running: RunningApp
let hands: Hands

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-large-'))
  fill(folder, Object.fromEntries(toFiles(bigFlow())))
  running = await launchApp({ project: folder })
  running.page.setDefaultTimeout(60_000)
  hands = handsOn(running.page)
  await running.page.locator('.react-flow__node').first().waitFor()
})
afterAll(async () => {
  await running?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})
pictureFailures(() => running)

const cards = () => running.page.locator('.react-flow__node').count()

it('from far away only names and colours are drawn', async () => {
  await hands.canvas.focus()
  await hands.canvas.press('1')
  await running.page.locator('.canvas.far').waitFor()
  await screenshot(running.page, 'canvas-large-far')
  await expect.poll(() => running.page.locator('.canvas.far .figures').count()).toBe(0)
})

it('at 100 % only what is in view is there', async () => {
  await hands.canvas.press('0')
  await running.page.locator('.canvas:not(.far)').waitFor()
  await expect.poll(cards).toBeLessThan(120)
  expect(await cards()).toBeGreaterThan(3)
})

it('a node that is moved by key is moved in the file, and no other', async () => {
  const before = JSON.parse(readFileSync(join(folder, 'flows/big.layout.json'), 'utf8'))
  await hands.canvas.press('Escape')
  // With nothing chosen an arrow chooses the upper left one.
  await hands.canvas.press('ArrowRight')
  await running.page.locator('.card.selected').waitFor()
  const id = await running.page
    .locator('.react-flow__node', { has: running.page.locator('.card.selected') })
    .getAttribute('data-id')
  await hands.canvas.press('Control+Shift+ArrowDown')
  const moved = () => {
    const now = JSON.parse(readFileSync(join(folder, 'flows/big.layout.json'), 'utf8'))
    return Object.keys(now.nodes).filter((key) => now.nodes[key].y !== before.nodes[key].y)
  }
  await expect.poll(moved).toEqual([id])
})
