// Samples to choose from: each says what it shows and what it needs, opens at one press, and is sound and running then.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousProblems } from '../support/axe.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, inBothThemes, pictureFailures } from '../support/hands.ts'
import { waitFor } from '../support/wait-for.ts'

let running: RunningApp
let hands: Hands
beforeAll(async () => {
  running = await launchApp()
  running.page.setDefaultTimeout(20_000)
  hands = handsOn(running.page)
  await hands.canvas.waitFor()
})
afterAll(() => running?.close())
pictureFailures(() => running)

const dialog = () => running.page.getByRole('dialog', { name: 'Samples' })

async function choose(title: string): Promise<void> {
  await running.page.locator('.project-name').click()
  await running.page.getByRole('menuitem', { name: /^Samples/ }).click()
  await dialog().getByRole('button', { name: title }).click()
  await dialog().waitFor({ state: 'hidden' })
  await running.page.locator('.project-name', { hasText: title }).waitFor()
}

/** Where a channel answers, once it does. */
async function addressOf(channel: string): Promise<string> {
  const words = await waitFor(
    () => hands.stateOf(channel),
    (state) => state.includes('http://'),
  )
  return words.replace(/^.*(http:\S+)$/, '$1')
}

async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { method: 'POST', body, headers })
  return { status: answer.status, text: await answer.text() }
}

describe('the samples', () => {
  it('are told apart by what they show, and say what they need', async () => {
    await running.page.locator('.project-name').click()
    await running.page.getByRole('menuitem', { name: /^Samples/ }).click()
    const cards = dialog().getByRole('button')
    await cards.first().waitFor()
    const texts = await cards.allInnerTexts()
    expect(texts.length).toBeGreaterThanOrEqual(6)
    const needing = texts.filter((text) => text.includes('Needs:'))
    expect(needing).toHaveLength(1)
    expect(needing[0]).toMatch(/RabbitMQ/)
    await inBothThemes(running.page, 'samples')
    expect(await seriousProblems(running.page)).toEqual([])
    await running.page.keyboard.press('Escape')
  })

  it('map without code', async () => {
    await choose('Invoices without code')
    const url = await addressOf('Invoices')
    const xml = '<invoice id="7" currency="USD"><line item="pen" price="2" quantity="3"/></invoice>'
    const { status, text } = await post(url, xml)
    expect([status, text.trim().split(/\r?\n/)]).toEqual([200, ['invoice,item,eur', '7,pen,5.52']])
    await looksWell('map-invoices')
  })

  it('guard: the key that the card tells lets in', async () => {
    await choose('Guarded API')
    const url = await addressOf('Token')
    expect((await post(url, '')).status).toBe(401)
    const { status, text } = await post(url, '', { 'x-api-key': 'try-me' })
    expect(status).toBe(200)
    const { access_token } = JSON.parse(text) as { access_token: string }
    const authorization = `Bearer ${access_token}`
    const me = await fetch(url.replace('/token', '/me'), { headers: { authorization } })
    expect(me.status).toBe(200)
    await looksWell('guarded-api')
  })

  it('try again when a peer fails', async () => {
    await choose('When a peer fails')
    const url = await addressOf('Payments')
    const paid = await post(url, '{"id":1,"amount":20}')
    expect([paid.status, JSON.parse(paid.text).attempts]).toEqual([200, 3])
    expect((await post(url, '{"id":2,"amount":2000}')).status).toBe(202)
    await looksWell('failing-bank')
  })

  it.each([
    ['Nightly report', 'nightly-report'],
    ['Orders over a queue', 'queue-orders'],
    ['Store files', 'store-files'],
  ])('open: %s', async (title, name) => {
    await choose(title)
    await hands.pid()
    await looksWell(name)
  })

  it('open again as they were left, not anew', async () => {
    await choose('Guarded API')
    const url = await addressOf('Token')
    expect((await post(url, '', { 'x-api-key': 'try-me' })).status).toBe(200)
    await running.page.locator('.project-name').click()
    const folder = await running.page.locator('.menu-title').innerText()
    expect(folder).toMatch(/guarded-api$/)
    await running.page.keyboard.press('Escape')
  })

  async function looksWell(name: string): Promise<void> {
    await running.page.getByRole('tab').first().waitFor()
    await screenshot(running.page, `sample-${name}`)
  }
})
