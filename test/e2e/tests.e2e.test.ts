// Saved tests, replay and the comparison of behaviour, as a person uses them: a message that was seen becomes a test that
// runs without its peer, notices a wrong edit at the right place, and is mended; messages are replayed; a draft is compared.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopBridge } from '../../electron/desktop.ts'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, inBothThemes, pictureFailures } from '../support/hands.ts'
import { projectOf } from '../support/project.ts'
import { waitFor } from '../support/wait-for.ts'

// What page.evaluate runs is in the page, where this is the preload's.
declare const window: Window & { patchbay: DesktopBridge }

const source = `import { Service } from 'patchbay'

/** Books what a customer owes. */
export class BookBill extends Service {
  static serviceName = 'book.bill'
  static io = { input: ['cust_id', 'net'] } as const

  async handle() {
    const { cust_id, net } = this.request.input
    const total = Number(net) * 1.25
    const answer = await this.outgoing.rest.get('ERP').post('/bills', { cust_id, total })
    const { number, at } = answer.payload as { number: number; at: string }
    this.response.payload = { number, at, total }
  }
}
`

describe('what is proved', () => {
  let scratch: string
  let erp: Server
  let calls: string[]
  let running: RunningApp
  let hands: Hands
  let base: string
  const folder = () => join(scratch, 'project')
  const service = () => join(folder(), 'services/book-bill.ts')
  const region = () => running.page.locator('.proving')
  const passed = (name: string) =>
    region().getByRole('option', { name: new RegExp(`^passed .*${name}`) })
  const bill = (net: number) =>
    fetch(`${base}/bills`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cust_id: 17, net }),
    })
  /** What another program writes, once the designer shows it. */
  const write = async (text: string, mark: string) => {
    writeFileSync(service(), text)
    await hands.editor.locator('.view-line', { hasText: mark }).first().waitFor()
  }

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-tests-'))
    calls = []
    erp = createServer((request, response) => {
      calls.push(`${request.method} ${request.url}`)
      request.resume()
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ number: calls.length, at: new Date().toISOString() }))
    })
    await new Promise<void>((resolve) => erp.listen(0, '127.0.0.1', resolve))
    const { port: erpPort } = erp.address() as AddressInfo
    const port = await freePort()
    base = `http://127.0.0.1:${port}`
    const project = projectOf({
      channels: [
        { name: 'Bills', type: 'rest', method: 'POST', path: '/bills', dataFormat: 'json' },
      ],
      connections: [{ name: 'ERP', type: 'rest', url: `http://127.0.0.1:${erpPort}` }],
      services: { 'services/book-bill.ts': source },
      links: [['Bills', 'book.bill']],
    })
    const settings = { ...project.settings, http: { host: '127.0.0.1', port } }
    for (const [path, text] of toFiles({ ...project, settings })) {
      const file = join(folder(), path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    running = await launchApp({ project: folder(), userData: join(scratch, 'state') })
    running.page.setDefaultTimeout(20_000)
    hands = handsOn(running.page)
    await waitFor(
      () => hands.stateOf('Bills'),
      (state) => state.startsWith('ready'),
    )
  })
  afterAll(async () => {
    await running?.close()
    erp?.closeAllConnections()
    erp?.close()
    if (scratch) rmSync(scratch, { recursive: true, force: true })
  })
  pictureFailures(() => running)

  it('teaches while there is no test', async () => {
    await hands.showDock('Tests')
    await region().getByText('No test yet.', { exact: false }).waitFor()
    await screenshot(running.page, 'tests-1-none')
  })

  it('makes a test of a message that was seen, with what moves masked', async () => {
    const answer = await bill(100)
    expect(await answer.json()).toMatchObject({ total: 125 })
    await hands.showDock('Messages')
    await hands.messages.first().click()
    await running.page.getByRole('button', { name: 'Save as test' }).click()
    await region().getByText('New test “Bills works”').waitFor()
    await region().getByText('/body/json/at', { exact: false }).first().waitFor()
    await screenshot(running.page, 'tests-2-proposed')
    await region().getByRole('button', { name: 'Save and run' }).click()
    await passed('Bills works').waitFor()
    await screenshot(running.page, 'tests-3-passed')
    await hands.saved()
    const [file = ''] = readdirSync(join(folder(), 'tests'))
    const saved = JSON.parse(readFileSync(join(folder(), 'tests', file), 'utf8')) as {
      answers: { connection: string; call: string }[]
    }
    expect(saved.answers).toMatchObject([{ connection: 'ERP', call: 'POST /bills' }])
  })

  it('runs without the peer, by key', async () => {
    const before = calls.length
    await region().getByRole('listbox', { name: 'Saved tests' }).press('Enter')
    await passed('Bills works').waitFor()
    expect(calls.length).toBe(before)
  })

  it('names what a wrong edit breaks, and the node that does it', async () => {
    await hands.card('book.bill').dblclick()
    await write(source.replace('1.25', '1.2'), '1.2')
    await region().getByRole('listbox', { name: 'Saved tests' }).press('Control+Shift+Enter')
    await region()
      .getByRole('option', { name: /^failed .*Bills works/ })
      .waitFor()
    const row = region().getByRole('row', { name: /^\/body\/json\/total/ })
    await row.getByText('125', { exact: true }).waitFor()
    await row.getByText('120', { exact: true }).waitFor()
    await row.getByRole('button', { name: 'book.bill' }).waitFor()
    await region().locator('.json-diff .view-line').first().waitFor()
    await inBothThemes(running.page, 'tests-4-failed')
  })

  it('accepts what came out, and takes that back', async () => {
    await region().getByRole('button', { name: 'Accept what came out' }).click()
    await region().getByRole('button', { name: 'Run all' }).click()
    await passed('Bills works').waitFor()
    await hands.canvas.click({ position: { x: 12, y: 12 } })
    await running.page.keyboard.press('Control+Z')
    await write(source, '1.25')
    await region().getByRole('button', { name: 'Run all' }).click()
    await passed('Bills works').waitFor()
  })

  it('shows on the canvas what the tests went through', async () => {
    await region().getByRole('button', { name: 'Coverage' }).click()
    await hands.card('book.bill').getByLabel('Tests went through it once').waitFor()
    await screenshot(running.page, 'tests-5-coverage')
    await region().getByRole('button', { name: 'Coverage' }).click()
  })

  it('replays a message as it was recorded, and really', async () => {
    const before = calls.length
    await hands.showDock('Messages')
    await hands.messages.first().click()
    await running.page.getByRole('button', { name: 'Replay', exact: true }).click()
    await region().getByText('One message from the start', { exact: false }).waitFor()
    await screenshot(running.page, 'replay-1-planned')
    await region()
      .getByRole('button', { name: /as recorded/ })
      .click()
    await region().getByText('It came out the same.').waitFor()
    expect(calls.length).toBe(before)
    await region().getByRole('button', { name: 'Again' }).click()
    await region()
      .getByRole('button', { name: /Really send/ })
      .click()
    // Its number and its time are others now.
    await region().getByText('It came out otherwise.').waitFor()
    expect(calls.length).toBe(before + 1)
    await inBothThemes(running.page, 'replay-2-really')
  })

  it('replays with another body', async () => {
    await hands.showDock('Messages')
    await hands.messages.first().click()
    await running.page.getByRole('button', { name: 'Edit and replay' }).click()
    const editor = region().locator('.monaco-editor').first()
    await editor.click()
    await running.page.keyboard.press('Control+A')
    await running.page.keyboard.type('{"cust_id":17,"net":200}')
    await region()
      .getByRole('button', { name: /as recorded/ })
      .click()
    await region().getByText('It came out otherwise.').waitFor()
    await region().getByText('250', { exact: false }).first().waitFor()
  })

  it('compares the draft with what happened, before it is deployed', async () => {
    await bill(8)
    await bill(12)
    await hands.showDock('Tests')
    await region().getByRole('tab', { name: 'Behaviour' }).click()
    await region().getByRole('button', { name: 'Compare' }).click()
    await region()
      .getByText(/^No difference in \d+ messages\.$/)
      .waitFor()
    await running.page.evaluate(() => window.patchbay.changeSettings({ autoDeploy: false }))
    writeFileSync(service(), source.replace('number, at, total', 'number, at, sum: total'))
    await running.page.getByText('1 change not deployed').waitFor()
    await region().getByRole('button', { name: 'Compare' }).click()
    await region()
      .getByText(/messages come out otherwise/)
      .waitFor()
    await region().getByRole('button', { name: 'book.bill' }).first().waitFor()
    await inBothThemes(running.page, 'behaviour-1-different')
    // What runs is what ran before.
    expect(await (await bill(4)).json()).toMatchObject({ total: 5 })
  })
})
