// Groups, notes, links that are cut and closed again, finding and the history of edits: by mouse and by key.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { toFiles } from '../../runtime/model/text.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, inBothThemes, pictureFailures } from '../support/hands.ts'
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
  const main = project.flows.main
  if (!main) throw new Error('There is no flow main.')
  const nodes = {
    ...main.nodes,
    m0: { kind: 'block', type: 'map', config: { expression: 'payload' }, label: 'Loose' },
  } as const
  folder = mkdtempSync(join(tmpdir(), 'patchbay-editing-'))
  const layouts = {
    main: { nodes: { c0: { x: 36, y: 90 }, s0: { x: 576, y: 90 }, m0: { x: 306, y: 270 } } },
  }
  fill(
    folder,
    Object.fromEntries(
      toFiles({ ...project, settings, flows: { main: { ...main, nodes } }, layouts }),
    ),
  )
  running = await launchApp({ project: folder })
  running.page.setDefaultTimeout(40_000)
  hands = handsOn(running.page)
  await hands.card('Loose').waitFor()
})
afterAll(async () => {
  await running?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})
pictureFailures(() => running)

const lines = () => running.page.locator('.react-flow__edge')
const flowFile = () => readFileSync(join(folder, 'flows/main.json'), 'utf8')
const layoutFile = () => readFileSync(join(folder, 'flows/main.layout.json'), 'utf8')

/** By the head of the card, where it is held. */
async function headOf(name: string): Promise<{ x: number; y: number }> {
  const box = await hands.card(name).boundingBox()
  if (!box) throw new Error(`${name} is not to be seen.`)
  return { x: box.x + box.width / 2, y: box.y + 18 }
}

/** Of the one between the two that stand side by side; its element is as flat as the line, and no target for a click. */
async function middleOfLink(): Promise<{ x: number; y: number }> {
  const [ask, work] = await Promise.all(
    [hands.port('Ask', 'out'), hands.port('work', 'in')].map((port) => port.boundingBox()),
  )
  if (!ask || !work) throw new Error('A port is not to be seen.')
  return { x: (ask.x + work.x + work.width) / 2, y: ask.y + ask.height / 2 }
}

it('a node dragged onto a link goes into it; dragged out with Alt, the link closes again', async () => {
  const { page } = running
  const [ask, work, loose] = await Promise.all(['Ask', 'work', 'Loose'].map(headOf))
  if (!ask || !work || !loose) throw new Error('A card is not there.')
  await page.mouse.move(loose.x, loose.y)
  await page.mouse.down()
  const middle = { x: (ask.x + work.x) / 2, y: ask.y + 22 }
  await page.mouse.move(middle.x, middle.y + 40, { steps: 6 })
  await page.mouse.move(middle.x, middle.y, { steps: 6 })
  await page.locator('.line.is-cut').waitFor({ state: 'attached' })
  await inBothThemes(page, 'canvas-splicing')
  await page.mouse.up()
  await expect.poll(() => lines().count()).toBe(2)

  const spliced = await headOf('Loose')
  await page.keyboard.down('Alt')
  await page.mouse.move(spliced.x, spliced.y)
  await page.mouse.down()
  await page.mouse.move(spliced.x, spliced.y + 80, { steps: 5 })
  await page.mouse.move(spliced.x, spliced.y + 200, { steps: 5 })
  await page.mouse.up()
  await page.keyboard.up('Alt')
  await expect.poll(() => lines().count()).toBe(1)
  await page.keyboard.press('Control+Z')
  await expect.poll(() => lines().count()).toBe(2)
  await page.keyboard.press('Control+Z')
  await expect.poll(() => lines().count()).toBe(1)
})

it('by key: a node and a link are chosen, and the one goes into the other', async () => {
  const { page } = running
  await hands.canvas.press('Escape')
  await hands.card('Loose').click()
  await page.keyboard.down('Control')
  const at = await middleOfLink()
  // Beside its middle, where its plus is.
  await page.mouse.click(at.x - 60, at.y)
  await page.keyboard.up('Control')
  await hands.canvas.press('Alt+i')
  await expect.poll(() => lines().count()).toBe(2)
  await hands.canvas.press('Escape')
  await hands.card('Loose').click()
  await hands.canvas.press('Alt+d')
  await expect.poll(() => lines().count()).toBe(1)
  await hands.canvas.press('Control+Z')
  await hands.canvas.press('Control+Z')
})

it('the plus on a link adds a node in between', async () => {
  const { page } = running
  const at = await middleOfLink()
  await page.mouse.move(at.x, at.y - 2)
  await page.mouse.move(at.x, at.y)
  await page.getByRole('button', { name: 'Add a node in between' }).click()
  await page.getByPlaceholder('Add in between…').fill('filter')
  await page.keyboard.press('Enter')
  await expect.poll(() => lines().count()).toBe(2)
  await hands.canvas.focus()
  await hands.canvas.press('Control+Z')
  await expect.poll(() => lines().count()).toBe(1)
})

it('a group takes along what is in it, is named, coloured, and taken away by itself', async () => {
  const { page } = running
  await hands.canvas.press('Escape')
  await hands.card('Ask').click()
  await page.keyboard.down('Shift')
  await hands.card('Loose').click()
  await page.keyboard.up('Shift')
  await hands.canvas.press('Control+g')
  const frame = page.locator('.frame')
  await frame.waitFor()
  await hands.setField('Title', 'Taking orders')
  await frame.getByText('Taking orders').waitFor()
  await hands.inspector
    .getByRole('textbox', { name: 'Notes' })
    .fill('All **orders** come by here.\n\n- REST\n- later AMQP')
  await hands.inspector.getByRole('textbox', { name: 'Notes' }).blur()
  await frame.locator('strong', { hasText: 'orders' }).waitFor()
  await hands.inspector.getByRole('radio', { name: 'blue' }).check()
  await page.locator('.frame.hue-blue').waitFor()
  await inBothThemes(page, 'canvas-group')

  const [before, head] = [await headOf('Ask'), await page.locator('.frame-head').boundingBox()]
  if (!head) throw new Error('The group has no head.')
  const at = { x: head.x + head.width - 20, y: head.y + head.height / 2 }
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  await page.mouse.move(at.x + 20, at.y + 30, { steps: 4 })
  await page.mouse.move(at.x + 36, at.y + 54, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => (await headOf('Ask')).y - before.y).toBeGreaterThan(20)
  await hands.saved()
  await expect.poll(layoutFile).toContain('"title": "Taking orders"')

  await hands.canvas.focus()
  await hands.canvas.press('Control+Shift+G')
  await frame.waitFor({ state: 'detached' })
  expect(await hands.card('Ask').count()).toBe(1)
  await hands.canvas.press('Control+Z')
  await frame.waitFor()
})

it('a note is written on the canvas and shown as Markdown, HTML as text', async () => {
  const { page } = running
  await hands.canvas.press('Escape')
  const box = await hands.canvas.boundingBox()
  if (!box) throw new Error('There is no canvas.')
  await page.mouse.move(box.x + box.width * 0.62, box.y + box.height * 0.6)
  await hands.canvas.press('Shift+N')
  await page.getByLabel('Text of the note, Markdown').fill('# Ask first\n\nThen `work`. <b>raw</b>')
  await page.keyboard.press('Control+Enter')
  await page.locator('.note .heading', { hasText: 'Ask first' }).waitFor()
  await page.locator('.note', { hasText: '<b>' }).waitFor()
  expect(await page.locator('.note b').count()).toBe(0)
  await inBothThemes(page, 'canvas-note')
})

it('operators find what is wrong, unused and changed', async () => {
  const { page } = running
  await hands.canvas.press('Control+f')
  const field = page.getByLabel('Find in the flow')
  await field.fill('is:unused')
  await page.getByText('1 of 1').waitFor()
  expect(await page.locator('.card.selected').innerText()).toContain('Loose')
  await field.fill('type:note')
  await page.locator('.note.selected').waitFor()
  await screenshot(page, 'canvas-finding')
  await field.press('Escape')
})

it('the history of edits goes to any point and back', async () => {
  const { page } = running
  const now = flowFile() + layoutFile()
  await hands.canvas.press('Control+Shift+H')
  const list = page.getByRole('listbox', { name: /^Edits, newest first/ })
  await list.waitFor()
  await inBothThemes(page, 'history-of-edits')
  const newest = await list.getByRole('option').first().innerText()
  await list.getByText('As it was opened').click()
  await page.locator('.frame').waitFor({ state: 'detached' })
  await page.locator('.note').waitFor({ state: 'detached' })
  expect(await list.locator('.undone').count()).toBeGreaterThan(3)
  await list
    .getByText(newest.split('\n')[1] ?? newest)
    .first()
    .click()
  await page.locator('.note').waitFor()
  await hands.saved()
  await expect.poll(() => flowFile() + layoutFile()).toBe(now)
})
