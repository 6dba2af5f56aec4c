// A queue wired to a service on the canvas, as a newcomer does it, on a real RabbitMQ: the broker made from the field that
// wants one, messages of a client that is not ours, what the broker was told of them, and a broker that goes and comes back.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopBridge } from '../../electron/desktop.ts'
import { toolPublish, whyNoAmqpTools } from '../peers/amqp-tools.ts'
import { freePort } from '../peers/free-port.ts'
import { type Rabbit, startRabbit, whyNoRabbit } from '../peers/rabbitmq.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { chooseNewFolder, type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { waitFor } from '../support/wait-for.ts'

// What page.evaluate runs is in the page, where this is the preload's.
declare const window: Window & { patchbay: DesktopBridge }

const missing = whyNoRabbit ?? whyNoAmqpTools
const reason = missing === undefined ? '' : ` (${missing})`

describe.skipIf(missing !== undefined)(`a queue in the designer${reason}`, () => {
  let rabbit: Rabbit
  let scratch: string
  let folder: string
  let running: RunningApp
  let hands: Hands
  let pid: number

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-amqp-'))
    folder = join(scratch, 'shop')
    rabbit = await startRabbit()
    running = await launchApp()
    running.page.setDefaultTimeout(20_000)
    hands = handsOn(running.page)
    await hands.canvas.waitFor()
  })
  afterAll(async () => {
    await running?.close()
    await rabbit?.stop()
    if (scratch) rmSync(scratch, { recursive: true, force: true })
  })

  pictureFailures(() => running)

  it('begins with a channel that says what it lacks', async () => {
    const { page } = running
    await chooseNewFolder(running.app, folder)
    await page.locator('.project-name').click()
    await page.getByRole('menuitem', { name: /^New project/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Shop')
    await dialog.getByRole('radio', { name: /Empty project/ }).click()
    await dialog.getByRole('button', { name: 'Create…' }).click()
    await page.getByText('Nothing on this flow yet').waitFor()
    await hands.setField('Port', String(await freePort()))
    await hands.drag('Channels', 'AMQP', { x: 130, y: 110 })
    await hands.setField('Name', 'Orders')
    await page.getByText('The project has no broker yet').waitFor()
    pid = await hands.pid()
    await screenshot(page, 'amqp-1-channel')
  })

  it('makes a broker from the field that names one, and tests it', async () => {
    const { page } = running
    await page.getByRole('button', { name: 'New broker…' }).click()
    await waitFor(
      () => hands.field('Host').evaluate((host) => host === host.ownerDocument.activeElement),
      (isFocused) => isFocused,
    )
    await hands.setField('Host', rabbit.host)
    await hands.setField('Port', String(rabbit.port))
    await hands.setField('User', rabbit.user)
    await hands.setSecret('Password', rabbit.password)
    await hands.inspector.getByRole('button', { name: 'Advanced' }).click()
    await hands.setField('Longest wait', '2')
    await page.getByRole('button', { name: 'Test connection' }).click()
    await hands.inspector.locator('.field-help.good').waitFor()
    await hands.inspector.getByRole('button', { name: 'Orders AMQP channel' }).waitFor()
    await screenshot(page, 'amqp-2-broker')
  })

  it('is ready once it has a queue and is linked', async () => {
    const { page } = running
    await hands.card('Orders').click()
    expect(await hands.field('Broker').innerText()).toBe('my.broker')
    await hands.setField('Queue', 'orders')
    await hands.choose('Data format', 'JSON')
    await hands.setField('How often', '1')
    await hands.setField('First wait', '0.1')
    await hands.field('Declare the queue').click()
    await hands.drag('Services', 'New service', { x: 420, y: 110 })
    await hands.setField('Name', 'order.check')
    await hands.drawLine('Orders', 'order.check')
    await stateBecomes('Orders', /^ready/)
    await hands.card('Orders').getByText('1 consumer', { exact: true }).waitFor()
    await hands.card('Orders').getByText('0 ready', { exact: true }).waitFor()
    await screenshot(page, 'amqp-3-ready')
  })

  it('acknowledges a message of another client, and shows the moment', async () => {
    const { page } = running
    await publish({ id: 1 })
    await rowsAre('acked')
    await hands.messages.first().click()
    await hands.steps.nth(1).waitFor()
    await hands.settled.getByText('acked', { exact: true }).waitFor()
    await hands.settled.getByText(/^at \d+(\.\d+)? (ms|s)$/).waitFor()
    await hands.settled.getByRole('button', { name: 'by the channel’s policy' }).waitFor()
    await inBothThemes('amqp-4-acked')
    await page.getByRole('tab', { name: 'Headers' }).click()
    await page.getByRole('table', { name: 'AMQP properties' }).waitFor()
    await page.getByRole('rowheader', { name: 'routingKey' }).waitFor()
    await screenshot(page, 'amqp-5-properties')
  })

  it('shows the consumers as the broker sees them', async () => {
    const { page } = running
    await hands.card('Orders').click()
    await page.getByText('give the broker its management address').waitFor()
    await page.getByRole('button', { name: 'Open my.broker', exact: true }).last().click()
    await hands.setField('Management address', rabbit.managementUrl)
    await stateBecomes('Orders', /^ready/)
    await hands.card('Orders').click()
    const consumers = hands.inspector.getByRole('region', { name: 'Consumers at the broker' })
    // The broker's management notices a consumer some seconds later.
    await waitFor(
      async () => {
        await consumers.getByRole('button', { name: 'Ask again' }).click()
        return consumers.locator('tr.ours').count()
      },
      (count) => count === 1,
    )
    await consumers.scrollIntoViewIfNeeded()
    await inBothThemes('amqp-6-consumers')
  })

  it('parks a message of a service that throws, with the line that threw', async () => {
    await breakService()
    await publish({ id: 2 })
    await rowsAre('parked', 'retrying', 'acked')
    await hands.messages.first().click()
    await hands.settled.getByText(/orders\.parked/).waitFor()
    const words = hands.card('order.check').locator('.trouble-words')
    await words.filter({ hasText: /services\/my-service\.ts:9/ }).waitFor()
    await inBothThemes('amqp-7-parked')
    await filter('settled:parked')
    await rowsAre('parked')
    await filter('')
  })

  it('says that the broker is gone and when it is tried again, and comes back by itself', async () => {
    const { page } = running
    await mendService()
    await rabbit.shutDown()
    await stateBecomes('Orders', /^failing/)
    await hands
      .card('Orders')
      .getByText(/^next try (now|in \d+ s)$/)
      .waitFor()
    await inBothThemes('amqp-8-gone')
    await rabbit.restart()
    await stateBecomes('Orders', /^ready/)
    await publish({ id: 3 })
    await rowsAre('acked', 'parked', 'retrying', 'acked')
    expect(await hands.pid()).toBe(pid)
    await screenshot(page, 'amqp-9-back')
  })

  it('names what is incomplete when the broker is deleted, and takes it back', async () => {
    const { page } = running
    await page.getByRole('button', { name: /^Explorer/ }).click()
    const brokers = page.getByRole('region', { name: 'Brokers' })
    await brokers.getByRole('button', { name: 'my.broker' }).click()
    await page.keyboard.press('Delete')
    await page.getByText('Deleted my.broker; Orders is incomplete without it').waitFor()
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await stateBecomes('Orders', /^ready/)
    await publish({ id: 4 })
    await rowsAre('acked', 'acked', 'parked', 'retrying', 'acked')
  })

  it('keeps the password out of the project', () => {
    const files = ['connections/my.broker.json', 'channels/orders.json']
    for (const file of files) {
      expect(readFileSync(join(folder, file), 'utf8')).not.toContain(rabbit.password)
    }
    expect(running.output()).not.toContain(rabbit.password)
  })

  const publish = (order: unknown) =>
    toolPublish(rabbit.url(), {
      routingKey: 'orders',
      body: JSON.stringify(order),
      contentType: 'application/json',
      persistent: true,
    })

  const stateBecomes = (name: string, state: RegExp) =>
    waitFor(
      () => hands.stateOf(name),
      (words) => state.test(words),
    )

  /** What the table says became of each message, the newest first. */
  const rowsAre = (...settled: string[]) =>
    waitFor(
      () => hands.messages.locator('.badge').allInnerTexts(),
      (badges) => badges.join() === settled.join(),
    )

  const filter = (text: string) => running.page.getByLabel('Filter messages').fill(text)

  const breakService = async () => {
    await hands.card('order.check').dblclick()
    await hands.editor.click()
    await hands.goToLine(8)
    await running.page.keyboard.press('Enter')
    await running.page.keyboard.type("throw new Error('out of stock')")
    await savedWith((text) => text.includes('out of stock'))
  }

  const mendService = async () => {
    await hands.editor.click()
    await hands.goToLine(9)
    await running.page.keyboard.press('Control+Shift+K')
    await savedWith((text) => !text.includes('out of stock'))
  }

  const savedWith = async (isRight: (text: string) => boolean) => {
    await running.page.keyboard.press('Control+S')
    await waitFor(async () => readFileSync(join(folder, 'services/my-service.ts'), 'utf8'), isRight)
    await hands.liveBadge.filter({ hasText: /^live/ }).waitFor()
  }

  const inBothThemes = async (name: string) => {
    for (const theme of ['dark', 'light'] as const) {
      await running.page.evaluate((wish) => window.patchbay.changeSettings({ theme: wish }), theme)
      await running.page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' })
      await screenshot(running.page, `${name}-${theme}`)
    }
  }
})
