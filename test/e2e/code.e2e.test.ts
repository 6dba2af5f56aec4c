// Code beside the canvas and payloads below it, in the real window: what an editor knows of the project, what a broken
// line looks like, and that ten megabytes are looked at as easily as ten bytes.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toFiles } from '../../runtime/model/text.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn } from '../support/hands.ts'
import { projectOf } from '../support/project.ts'
import { waitFor } from '../support/wait-for.ts'

const source = `import { Service } from 'patchbay'

/** Takes a customer in. */
export class Intake extends Service {
  static serviceName = 'intake'
  static io = { input: ['cust_id', 'is_active', 'segment?'] } as const

  async handle() {
    this.response.payload = { taken: true }
  }
}
`

const big = `import { Service } from 'patchbay'

export class Big extends Service {
  static serviceName = 'big'

  async handle() {
    this.response.payload = { bytes: this.request.raw.length }
  }
}
`

let scratch: string
let running: RunningApp
let hands: Hands
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'patchbay-code-'))
  running = await launchApp({ project: makeProject(join(scratch, 'intake')) })
  hands = handsOn(running.page)
  await hands.card('intake').waitFor()
})
afterAll(async () => {
  await running?.close()
  rmSync(scratch, { recursive: true, force: true })
})

function makeProject(folder: string): string {
  const project = projectOf({
    channels: [
      { name: 'Customers', type: 'rest', method: 'POST', path: '/customers', dataFormat: 'json' },
      { name: 'Files', type: 'rest', method: 'POST', path: '/files', dataFormat: 'none' },
    ],
    connections: [
      { name: 'archive', type: 'ftp', host: '127.0.0.1' },
      { name: 'my.ftp', type: 'ftp', host: '127.0.0.1' },
      { name: 'ERP', type: 'rest', url: 'http://127.0.0.1:9/api' },
    ],
    services: { 'services/intake.ts': source, 'services/big.ts': big },
    links: [
      ['Customers', 'intake'],
      ['Files', 'big'],
    ],
  })
  const { settings } = project
  const free = { ...project, settings: { ...settings, http: { host: '127.0.0.1', port: 0 } } }
  for (const [path, text] of toFiles(free)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** Where a channel answers, from the words of its card: the port is one that was free. */
async function addressOf(channel: string): Promise<string> {
  const words = await waitFor(
    () => hands.stateOf(channel),
    (found) => found.includes('http://'),
  )
  return /http:\S+/.exec(words)?.[0] ?? ''
}

/** Opens the code of a service and puts the caret at the end of a line, 1-based. */
async function caretAt(service: string, line: number): Promise<void> {
  const { page } = running
  await hands.card(service).dblclick()
  await page.locator('.monaco-editor .view-line').first().waitFor()
  await hands.editor.click()
  await hands.goToLine(line)
}

const offered = (): Promise<string[]> => hands.suggested.locator('.label-name').allInnerTexts()

const live = (): Promise<void> => hands.liveBadge.filter({ hasText: /^live/ }).waitFor()

describe('the editor', () => {
  it('offers the names of the project and the elements of the input', async () => {
    const { page } = running
    await caretAt('intake', 8)
    await page.keyboard.press('Enter')
    await page.keyboard.type("this.outgoing.ftp.get('")
    expect(await waitFor(offered, (names) => names.includes('archive'))).toEqual([
      'archive',
      'my.ftp',
    ])
    await screenshot(page, 'code-completion')
    await page.keyboard.press('Enter')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.keyboard.type('this.request.input.')
    const elements = await waitFor(offered, (names) => names.includes('cust_id'))
    expect(elements).toEqual(['cust_id', 'is_active', 'segment'])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Shift+K')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Control+Shift+K')
    await live()
  })

  it('marks a broken line, on the node as well, until it is mended', async () => {
    const { page } = running
    await caretAt('intake', 9)
    await page.keyboard.type(' +')
    await hands.liveBadge.filter({ hasText: /^error · line/ }).waitFor()
    await page.locator('.monaco-editor .squiggly-error').first().waitFor()
    const trouble = await hands.card('intake').locator('.trouble-words').innerText()
    expect(trouble).toMatch(/services\/intake\.ts:(9|10)/)
    await hands.showDock('Problems')
    await hands.problems.first().waitFor()
    await screenshot(page, 'code-broken')

    await hands.editor.click()
    await caretAt('intake', 9)
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Backspace')
    await live()
    await page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'detached' })
    const answer = await fetch(await addressOf('Customers'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cust_id: 7, is_active: true }),
    })
    expect([answer.status, await answer.json()]).toEqual([200, { taken: true }])
  })

  it('takes back what was typed since the save when the canvas undoes it, and no more', async () => {
    const { page } = running
    const file = join(scratch, 'intake', 'services/intake.ts')
    const text = async () => readFileSync(file, 'utf8')
    await caretAt('intake', 3)
    await page.keyboard.press('Control+S')
    expect(await waitFor(text, (now) => now === source)).toBe(source)
    await page.keyboard.type(' // typed')
    await waitFor(text, (now) => now.includes('// typed'))
    await hands.canvas.click({ position: { x: 10, y: 10 } })
    await page.keyboard.press('Control+Z')
    await page.locator('.view-line', { hasText: 'typed' }).waitFor({ state: 'detached' })
    expect(await waitFor(text, (now) => !now.includes('// typed'))).toBe(source)
    await live()
  })
})

describe('a payload of ten megabytes', () => {
  it('is laid out, folded and scrolled to its last line', async () => {
    const { page } = running
    const item = '{"id":12345,"name":"Ann Example","tags":["a","b"],"amount":12.50},'
    const body = `[${item.repeat(Math.floor((10 * 1024 * 1024 - 20) / item.length))}{"last":true}]`
    const answer = await fetch(await addressOf('Files'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(await answer.json()).toEqual({ bytes: body.length })
    await hands.showDock('Messages')
    await hands.messages.filter({ hasText: 'Files' }).first().click()
    await hands.steps.first().click()
    await page.locator('.payload-row', { hasText: '"amount": 12.50' }).first().waitFor()

    await page.getByRole('button', { name: 'Fold' }).nth(1).click()
    await page.locator('.payload-row', { hasText: '… 8 lines' }).waitFor()
    await page.locator('.payload-rows').press('Control+End')
    await page.locator('.payload-row', { hasText: '"last": true' }).waitFor()
    await screenshot(page, 'payload-ten-megabytes')

    await page.getByRole('tab', { name: 'Hex' }).click()
    await page.locator('.payload-row', { hasText: '00000000' }).waitFor()
    await page.getByRole('tab', { name: 'Reply' }).click()
    await page.locator('.payload-row', { hasText: `"bytes": ${body.length}` }).waitFor()
  })
})
