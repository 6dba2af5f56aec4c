// Testing a channel with a payload typed in place, as a person does: by mouse and by key, over the network and straight
// into the flow, with what is not saved yet; cancelled, compared, and found again after a restart.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopBridge } from '../../electron/desktop.ts'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { projectOf } from '../support/project.ts'
import { type TestHands, testHandsOn } from '../support/test-hands.ts'
import { waitFor } from '../support/wait-for.ts'

// What page.evaluate runs is in the page, where this is the preload's.
declare const window: Window & { patchbay: DesktopBridge }

const source = `import { Service } from 'patchbay'

/** Says what it got. */
export class TakeOrder extends Service {
  static serviceName = 'take.order'
  static io = { input: ['cust_id', 'note?'] } as const

  async handle() {
    const { params, query } = this.request.http!
    if (query.hang) await new Promise((_resolve, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason))
    })
    this.response.headers = { 'X-Taken-By': 'take.order' }
    this.response.payload = { order: params.id, got: this.request.payload, by: query.by }
  }
}
`
const keep = `import { Service } from 'patchbay'

export class KeepFile extends Service {
  static serviceName = 'keep.file'
  handle() {
    if (!this.request.http) return
    this.response.payload = { bytes: this.request.raw.length, type: this.request.headers['content-type'] }
  }
}
`

const note = `import { Service } from 'patchbay'

export class NoteTime extends Service {
  static serviceName = 'note.time'
  handle() {}
}
`

describe('the test pane', () => {
  let scratch: string
  let running: RunningApp
  let hands: Hands
  let test: TestHands
  let base: string

  const launch = async () => {
    const folder = join(scratch, 'project')
    running = await launchApp({ project: folder, userData: join(scratch, 'state') })
    running.page.setDefaultTimeout(20_000)
    hands = handsOn(running.page)
    test = testHandsOn(running.page)
    await hands.canvas.waitFor()
    await waitFor(
      () => hands.stateOf('Orders'),
      (state) => state.startsWith('ready'),
    )
  }

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-test-pane-'))
    const port = await freePort()
    base = `http://127.0.0.1:${port}`
    const project = projectOf({
      channels: [
        { name: 'Orders', type: 'rest', method: 'POST', path: '/orders/{id}', dataFormat: 'json' },
        { name: 'Files', type: 'rest', method: 'PUT', path: '/files', maxSize: 200 },
        { name: 'Queue', type: 'amqp', broker: 'away', queue: 'orders', onFailure: 'discard' },
        { name: 'Nightly', type: 'schedule', hours: 24 },
      ],
      connections: [
        { name: 'away', type: 'amqp-broker', host: '127.0.0.1', port: await freePort() },
      ],
      services: {
        'services/take-order.ts': source,
        'services/keep-file.ts': keep,
        'services/note.ts': note,
      },
      links: [
        ['Orders', 'take.order'],
        ['Files', 'keep.file'],
        ['Queue', 'keep.file'],
        ['Nightly', 'note.time'],
      ],
    })
    const settings = { ...project.settings, http: { host: '127.0.0.1', port } }
    for (const [path, text] of toFiles({ ...project, settings })) {
      const file = join(scratch, 'project', path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    await launch()
  })
  afterAll(async () => {
    await running?.close()
    if (scratch) rmSync(scratch, { recursive: true, force: true })
  })
  pictureFailures(() => running)

  it('opens from the head of a channel, with an example of what its service takes', async () => {
    await hands.card('Orders').click()
    await hands.inspector.getByRole('button', { name: 'Test', exact: true }).click()
    await test.pane.waitFor()
    expect(await test.path.inputValue()).toBe('/orders/{id}')
    await running.page.getByText('The path needs a value for {id}.').waitFor()
    await test.choosePart('Body')
    await waitFor(test.bodyText, (text) => text.includes('"cust_id": 1'))
    await screenshot(running.page, 'test-pane-1-opened')
  })

  it('says what is missing instead of sending', async () => {
    await test.send.click()
    await test.outcome('not sent')
    await test.answer.getByText('INPUT_MISSING').waitFor()
  })

  it('sends by mouse: status, time, body and the journey of that very exchange', async () => {
    await test.choosePart('Path')
    await test.pane.getByLabel('Path: value of id').fill('17')
    await test.choosePart('Query')
    await test.pane.getByLabel('Query: name 1').fill('by')
    await test.pane.getByLabel('Query: value of by').fill('mouse')
    await test.send.click()
    await test.outcome('200 OK')
    await test.answer.getByText('"order": "17"').waitFor()
    await test.answer.getByText('"by": "mouse"').waitFor()
    expect(await test.steps()).toEqual(['Orders', 'take.order'])
    await screenshot(running.page, 'test-pane-2-sent')
    await test.answer.getByRole('tab', { name: 'Headers' }).click()
    await test.answer.getByRole('cell', { name: 'take.order' }).waitFor()
  })

  it('shows what went into a step, and leads to Messages and back', async () => {
    await test.answer.getByRole('option', { name: /take\.order/ }).click()
    await test.answer.getByText('"cust_id": 1').waitFor()
    await test.answer.getByRole('button', { name: '← Answer' }).click()
    await test.answer.getByRole('button', { name: 'Open in Messages' }).click()
    await waitFor(
      () => hands.steps.count(),
      (count) => count === 2,
    )
    await hands.showDock('Test')
  })

  it('sends by key from the editor, and says where a body is malformed', async () => {
    await test.choosePart('Body')
    await test.body.click()
    await running.page.keyboard.press('Control+A')
    await running.page.keyboard.type('{"cust_id": ,}')
    await test.pane.getByText(/^Line 1, column 13: unexpected ,/).waitFor()
    await running.page.keyboard.press('Control+Enter')
    await test.outcome('400 Bad Request')
    await test.answer.getByText('MESSAGE_NOT_JSON').first().waitFor()
    await screenshot(running.page, 'test-pane-3-malformed')
    await running.page.keyboard.press('Control+A')
    await running.page.keyboard.type('{"cust_id":12345678901234567890}')
    await test.pane.getByText('well formed').waitFor()
    await test.pane.getByRole('button', { name: 'Prettify' }).click()
    await waitFor(test.bodyText, (text) => text === '{\n  "cust_id": 12345678901234567890\n}')
  })

  it('takes an edit along that was not deployed yet, and says so', async () => {
    const { page } = running
    await page.evaluate(() => window.patchbay.changeSettings({ autoDeploy: false }))
    await hands.card('Orders').click()
    await hands.setField('Path', '/ordered/{id}')
    await test.path.fill('/ordered/{id}')
    await test.body.click()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('{"cust_id":2}')
    await page.keyboard.press('Control+Enter')
    await test.outcome('200 OK')
    await test.answer.getByText(/^Deployed revision \d+ first\.$/).waitFor()
    await page.evaluate(() => window.patchbay.changeSettings({ autoDeploy: true }))
  })

  it('cancels with Escape what takes too long', async () => {
    await test.choosePart('Query')
    await test.pane.getByLabel('Query: name 2').fill('hang')
    await test.pane.getByLabel('Query: value of hang').fill('1')
    await running.page.keyboard.press('Control+Enter')
    await test.answer.getByText('Waiting for the answer…').waitFor()
    await running.page.keyboard.press('Escape')
    await test.outcome('cancelled')
    await test.pane.getByLabel('Send hang').uncheck()
  })

  it('goes straight into the flow with the same answer', async () => {
    await test.pane.getByRole('radio', { name: 'Flow' }).click()
    await test.send.click()
    await test.outcome('200 OK')
    await test.answer.getByText('"order": "17"').waitFor()
    expect(await test.steps()).toEqual(['Orders', 'take.order'])
    await test.pane.getByRole('radio', { name: 'Network' }).click()
  })

  it('becomes a cURL command, and is made of one', async () => {
    const { page } = running
    await test.pane.getByRole('button', { name: 'Copy as cURL' }).click()
    const copied = await running.app.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toContain(`'${base}/ordered/17?by=mouse'`)
    expect(copied).toContain(`-H 'Content-Type: application/json' --data-raw '{"cust_id":2}'`)
    const command = `curl -X POST ${base}/ordered/18 -H 'Authorization: Bearer top-secret' -H 'content-type: application/json' -d '{"cust_id": 3}' --cert x.pem`
    await page.evaluate((text) => window.patchbay.copyText(text), command)
    await test.pane.getByRole('button', { name: 'Paste a cURL command' }).click()
    await page.keyboard.press('Control+V')
    await test.pane.getByText('--cert x.pem was left out.').waitFor()
    expect(await test.path.inputValue()).toBe('/ordered/18')
    await test.choosePart('Headers')
    expect(await test.pane.getByLabel('Headers: value of Authorization').inputValue()).toBe(
      'Bearer top-secret',
    )
    await screenshot(page, 'test-pane-4-curl')
    await test.send.click()
    await test.answer.getByText('"order": "18"').waitFor()
  })

  it('sends a large file as it is', async () => {
    const file = join(scratch, 'large.bin')
    writeFileSync(file, Buffer.alloc(60 * 1024 * 1024, 7))
    await test.chooseChannel('Files')
    await test.pane.getByRole('radio', { name: 'File' }).click()
    await test.pane.getByText('or drop one here').waitFor()
    await test.pane.locator('input[type=file]').setInputFiles(file)
    await test.pane.getByText('large.bin').waitFor()
    await test.send.click()
    await test.outcome('200 OK')
    await test.answer.getByText('"bytes": 62914560').waitFor()
    await screenshot(running.page, 'test-pane-5-file')
    await test.chooseChannel('Orders')
  })

  it('sends to a queue whose broker is away, and fires a job', async () => {
    const { page } = running
    await test.chooseChannel('Queue')
    await test.send.click()
    await test.outcome('not sent')
    await test.answer.getByText(/Straight into the flow it can be tested/).waitFor()
    await test.pane.getByRole('radio', { name: 'Flow' }).click()
    await test.choosePart('Properties')
    await test.pane.getByLabel('Correlation ID').fill('c-1')
    await test.send.click()
    await test.outcome('acked')
    expect(await test.steps()).toEqual(['Queue', 'keep.file'])
    await screenshot(page, 'test-pane-9-queue')
    await test.chooseChannel('Nightly')
    await test.pane.getByRole('button', { name: 'Fire now' }).click()
    await test.outcome('ok')
    expect(await test.steps()).toEqual(['Nightly', 'note.time'])
    await screenshot(page, 'test-pane-10-job')
    await test.chooseChannel('Orders')
  })

  it('keeps what was sent over a restart, but no secret, and compares any two', async () => {
    await running.close()
    await launch()
    await hands.showDock('Test')
    await test.chooseChannel('Orders')
    await test.answer.getByRole('button', { name: 'History' }).click()
    const past = running.page.getByRole('region', { name: 'History of sends' })
    await past.getByRole('button', { name: /^Load POST \/ordered\/18/ }).click()
    await test.outcome('200 OK')
    await test.answer.getByText('"order": "18"').waitFor()
    await test.pane.getByText('Secrets are not kept').waitFor()
    await test.choosePart('Headers')
    expect(await test.pane.getByLabel('Headers: value of Authorization').inputValue()).toBe('')
    await past.getByRole('checkbox').nth(0).check()
    await past.getByRole('checkbox').nth(1).check()
    await test.answer.locator('.monaco-diff-editor .char-insert').first().waitFor()
    await screenshot(running.page, 'test-pane-6-compared')
    await test.answer.getByRole('button', { name: 'Back to the answer' }).click()
  })

  it('is used by key alone, from the canvas to the answer', async () => {
    const { page } = running
    await hands.showDock('Messages')
    await hands.card('Files').click()
    await page.keyboard.press('Control+Enter')
    await test.pane.waitFor()
    await waitFor(
      () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''),
      (label) => label === 'Path',
    )
    await page.keyboard.press('Control+A')
    await page.keyboard.type('/nowhere')
    await page.keyboard.press('Control+Enter')
    await test.outcome('404 Not Found')
    await test.answer.getByText('No journey: it reached no channel').waitFor()
  })

  it('has room in a narrow window, and in the light', async () => {
    const { page } = running
    await page.evaluate(() => window.patchbay.changeSettings({ theme: 'light' }))
    await screenshot(page, 'test-pane-7-light')
    await running.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setSize(900, 700),
    )
    await page.locator('.test-pane.is-narrow').waitFor()
    await test.send.click()
    await test.outcome('404 Not Found')
    await screenshot(page, 'test-pane-8-narrow')
  })
})
