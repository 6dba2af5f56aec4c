// The past of a project, in the window: messages are found by what they hold, are there after a restart of the app, and the
// list scrolls back to the first of them. No secret of theirs is on the disk.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, inBothThemes, pictureFailures } from '../support/hands.ts'
import { projectOf } from '../support/project.ts'
import { fill } from '../support/scratch.ts'
import { secretScan } from '../support/secret-scan.ts'
import { waitFor } from '../support/wait-for.ts'

const count = 1200
const secret = 'sk-live-51-history'

let scratch: string
let address: string
let running: RunningApp
let hands: Hands

const folder = () => join(scratch, 'hub')
const state = () => join(scratch, 'state')
const filter = () => running.page.getByRole('combobox', { name: 'Filter messages' })
const foot = () => running.page.locator('.messages-foot')

async function launch(): Promise<void> {
  running = await launchApp({ project: folder(), userData: state() })
  running.page.setDefaultTimeout(30_000)
  hands = handsOn(running.page)
  await hands.showDock('Messages')
}

async function send(order: Record<string, unknown>): Promise<number> {
  try {
    const body = JSON.stringify(order)
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` }
    return (await fetch(address, { method: 'POST', body, headers })).status
  } catch {
    return 0
  }
}

/** Types over the filter; Enter closes what is offered. */
async function look(text: string): Promise<void> {
  await filter().fill(text)
  await filter().press('Enter')
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'patchbay-history-'))
  const port = await freePort()
  address = `http://127.0.0.1:${port}/orders`
  const small = projectOf({
    channels: [
      { name: 'orders', type: 'rest', path: '/orders', method: 'POST', dataFormat: 'json' },
    ],
    services: {
      'services/orders.ts': `import { Conflict, Service } from 'patchbay'

export class Orders extends Service {
  static serviceName = 'orders.take'

  handle() {
    const { order_id, note } = this.request.payload as { order_id: string; note?: string }
    if (note) throw new Conflict(\`The customer of \${order_id} is blocked.\`)
    this.response.payload = { taken: order_id }
  }
}
`,
    },
    links: [['orders', 'orders.take']],
  })
  const settings = { ...small.settings, http: { host: '127.0.0.1', port } }
  fill(folder(), Object.fromEntries(toFiles({ ...small, settings })))
  await launch()
})
afterAll(async () => {
  await running?.close()
  if (scratch) rmSync(scratch, { recursive: true, force: true })
})
pictureFailures(() => running)

describe('the history', () => {
  it('has keys once the channel declares them', async () => {
    await hands.card('orders').click()
    await hands.inspector.getByLabel('Search keys', { exact: true }).fill('order_id\ncustomer.id')
    await hands.inspector.getByLabel('Search keys', { exact: true }).press('Control+Enter')
    await hands.saved()
    await waitFor(
      () => send({ order_id: 'A-0', customer: { id: 'c0' } }),
      (status) => status === 200,
    )
    for (let from = 1; from < count; from += 20) {
      const part = Array.from({ length: 20 }, (_, at) => from + at)
      await Promise.all(
        part.map((index) =>
          send({
            order_id: `A-${index}`,
            customer: { id: `c${index % 10}` },
            password: secret,
            ...(index === 700 ? { note: 'Gartenschlauch, blau' } : {}),
          }),
        ),
      )
    }
  })

  it('offers what can be looked for, by keys alone', async () => {
    await filter().click()
    await filter().pressSequentially('ord')
    const options = running.page.getByRole('listbox', { name: 'What can be looked for' })
    await options.getByRole('option', { name: /^order_id:/ }).waitFor()
    await screenshot(running.page, 'history-1-completion')
    await filter().press('ArrowDown')
    await filter().press('Enter')
    await waitFor(
      () => filter().inputValue(),
      (text) => text === 'order_id:',
    )
    await filter().pressSequentially('A-700')
    await waitFor(
      () => hands.messages.count(),
      (rows) => rows === 1,
    )
    await foot().getByText('1 message: all that is kept was searched.').waitFor()
  })

  it('finds what bodies and failures hold', async () => {
    await look('text:gartenschl')
    await foot().getByText('1 message: all that is kept was searched.').waitFor()
    await look('blocked status:409')
    await foot().getByText('1 message: all that is kept was searched.').waitFor()
    await hands.messages.first().click()
    await running.page.getByText('The customer of A-700 is blocked.').first().waitFor()
    await inBothThemes(running.page, 'history-2-found')
    await look('text:nowhere-at-all')
    await running.page.getByText('No message matches the filter.').waitFor()
    await look('customer.id:c3')
    await foot().getByText('120 messages: all that is kept was searched.').waitFor()
    await send({ order_id: 'late', customer: { id: 'c3' } })
    await foot().getByText('121 messages: all that is kept was searched.').waitFor()
    await look('customer.id:c3 after:1h before:2h')
    await running.page.getByText('No message matches the filter.').waitFor()
  })

  it('is there after the app was started again, back to the first message', async () => {
    const { page } = running
    await running.close()
    await launch()
    expect(page.isClosed()).toBe(true)
    await hands.messages.first().waitFor()
    await look('order_id:A-0')
    await foot().getByText('1 message: all that is kept was searched.').waitFor()
    await hands.messages.first().click()
    await running.page.getByText('"A-0"').first().waitFor()
    await filter().press('Escape')
    const grid = running.page.getByRole('grid', { name: 'Messages, newest first' })
    await waitFor(
      async () => {
        await grid.press('End')
        return foot().getByText('This is the oldest message that is kept.').isVisible()
      },
      (isWhole) => isWhole,
    )
    await grid.press('End')
    await running.page.getByText('"A-0"').first().waitFor()
    await inBothThemes(running.page, 'history-3-the-first')
  })

  it('is written nowhere with a secret in it', async () => {
    const scan = secretScan({ secret })
    await running.close()
    expect(scan.inFolder(join(state(), 'history'))).toEqual([])
    await launch()
  })

  it('is gone once it is cleared, on the disk too', async () => {
    await hands.messages.first().waitFor()
    await running.page.getByRole('button', { name: 'Clear the messages' }).click()
    await waitFor(
      () => hands.messages.count(),
      (rows) => rows === 0,
    )
    await running.close()
    await launch()
    await running.page.getByText(/^No message yet\./).waitFor()
  })
})
