// A job is made and watched in the window, as a newcomer does it: a plan in words, runs that come by themselves and by hand,
// the strip of time, the history that leads to the messages, and off.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import {
  chooseNewFolder,
  type Hands,
  handsOn,
  inBothThemes,
  pictureFailures,
} from '../support/hands.ts'
import { waitFor } from '../support/wait-for.ts'

describe('jobs in the designer', () => {
  let scratch: string
  let running: RunningApp
  let hands: Hands

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-jobs-'))
    running = await launchApp()
    running.page.setDefaultTimeout(20_000)
    hands = handsOn(running.page)
    await hands.canvas.waitFor()
  })
  afterAll(async () => {
    await running?.close()
    if (scratch) rmSync(scratch, { recursive: true, force: true })
  })

  pictureFailures(() => running)

  it('begins with a channel whose plan lacks an interval, and says so', async () => {
    const { page } = running
    await chooseNewFolder(running.app, join(scratch, 'hub'))
    await hands.newProject('Hub')
    await hands.setField('Port', String(await freePort()))
    await page.getByRole('tab', { name: 'Jobs' }).click()
    await page.getByText(/^No job yet\./).waitFor()
    await hands.drag('Channels', 'Scheduler', { x: 130, y: 90 })
    await hands.setField('Name', 'Sweep')
    await hands.inspector.getByText('No interval yet.').waitFor()
    await hands.job('Sweep').getByText('incomplete').waitFor()
    await screenshot(page, 'jobs-1-new')
  })

  it('says the plan in words while it is set', async () => {
    await hands.setField('Minutes', '5')
    await hands.inspector.getByText('Every 5 minutes.').waitFor()
    await hands.setField('Minutes', '')
    await hands.setField('Seconds', '1')
    await hands.inspector.getByText('Every second.').waitFor()
  })

  it('runs by itself once it is linked', async () => {
    const { page } = running
    await hands.drag('Services', 'New service', { x: 420, y: 90 })
    await hands.setField('Name', 'sweep.run')
    await hands.drawLine('Sweep', 'sweep.run')
    await hands.job('Sweep').getByRole('button', { name: 'ok: show the message' }).waitFor()
    await hands
      .job('Sweep')
      .getByRole('img', { name: /, 50 ahead$/ })
      .waitFor()
    await hands.card('Sweep').click()
    await hands.inspector.getByText(/^Next run (now|in \d+ s), at /).waitFor()
    const callers = page.getByRole('region', { name: 'Who may call this' })
    await hands.card('sweep.run').click()
    await callers.getByText('nobody from outside: it runs on a plan').waitFor()
    await hands.card('Sweep').click()
  })

  it('shows its runs: those behind and the next fifty', async () => {
    const { page } = running
    await page.getByRole('button', { name: 'All its runs' }).click()
    const detail = page.getByRole('region', { name: 'Runs of Sweep' })
    await waitFor(
      () => detail.getByRole('region', { name: 'Runs behind' }).getByRole('listitem').count(),
      (count) => count > 2,
    )
    expect(
      await detail.getByRole('region', { name: 'Runs ahead' }).getByRole('listitem').count(),
    ).toBe(50)
    await inBothThemes(page, 'jobs-2-runs')
  })

  it('leads from a run to its message', async () => {
    const { page } = running
    const behind = page.getByRole('region', { name: 'Runs behind' })
    await behind.getByTitle('Show the message').first().click()
    await hands.steps.nth(1).waitFor()
    await page.getByRole('tab', { name: 'Jobs' }).click()
  })

  it('is switched off, and runs by hand all the same', async () => {
    const { page } = running
    await hands.job('Sweep').getByRole('switch').click()
    await hands.job('Sweep').getByText('off', { exact: true }).waitFor()
    await hands.job('Sweep').getByText('no run ahead').waitFor()
    expect(await hands.inspector.getByRole('switch', { name: 'Active' }).isChecked()).toBe(false)
    const behind = page.getByRole('region', { name: 'Runs behind' })
    const before = await behind.getByRole('listitem').count()
    await hands.job('Sweep').getByRole('button', { name: 'Run Sweep now' }).click()
    await waitFor(
      () => behind.getByRole('listitem').count(),
      (count) => count === before + 1,
    )
    await behind.getByText('by hand').waitFor()
    await inBothThemes(page, 'jobs-3-by-hand')
  })

  it('tells what a change of the clocks leaves out', async () => {
    const { page } = running
    await hands.choose('Runs', 'By a cron expression')
    await hands.setField('Expression', '30 2 * * *')
    await hands.setField('Time zone', 'Europe/Berlin')
    await hands.inspector.getByText('At 02:30, Europe/Berlin time.').waitFor()
    await hands.setField('Expression', '30 2 */3 3,10 *')
    const ahead = page.getByRole('region', { name: 'Runs ahead' })
    await ahead
      .getByText(/does not exist on \d{4}-03-|comes twice on \d{4}-10-/)
      .first()
      .waitFor()
    await inBothThemes(page, 'jobs-4-clocks')
  })

  it('says why a run failed', async () => {
    const { page } = running
    await hands.card('sweep.run').dblclick()
    await hands.editor.click()
    await hands.goToLine(8)
    await page.keyboard.press('Enter')
    await page.keyboard.type("throw new Error('the broom is gone')")
    await page.keyboard.press('Control+S')
    await hands.liveBadge.filter({ hasText: /^live/ }).waitFor()
    await hands.job('Sweep').getByRole('button', { name: 'Run Sweep now' }).click()
    const behind = page.getByRole('region', { name: 'Runs behind' })
    await behind.getByText(/the broom is gone/).waitFor()
    await page.getByRole('button', { name: 'Close the job' }).click()
    await hands.job('Sweep').getByRole('button', { name: 'failed: show the message' }).waitFor()
    await inBothThemes(page, 'jobs-5-failed')
  })
})

describe('the sample with a nightly report', () => {
  const password = 'of-the-office-3317'
  let scratch: string
  let running: RunningApp
  let hands: Hands
  let base: string

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-nightly-'))
    running = await launchApp()
    running.page.setDefaultTimeout(20_000)
    hands = handsOn(running.page)
    await hands.canvas.waitFor()
  })
  afterAll(async () => {
    await running?.close()
    if (scratch) rmSync(scratch, { recursive: true, force: true })
  })

  pictureFailures(() => running)

  it('says what its channels lack: the password that is the user’s to set', async () => {
    await chooseNewFolder(running.app, join(scratch, 'nightly'))
    await hands.newProject('Nightly', 'Nightly report')
    await hands
      .lock('Report')
      .getByLabel(/has no value/)
      .waitFor()
    await hands.lock('Report').click()
    await hands.inspector.getByRole('button', { name: 'Open office' }).click()
    await hands.setSecret('Password', password)
    await hands.lock('Report').getByLabel('Guarded by office').waitFor()
    await hands.card('Report').click()
    const address = await hands.inspector.locator('.object-state code').innerText()
    base = address.replace(/\/report$/, '')
    expect((await fetch(address)).status).toBe(401)
  })

  it('reports when its job is run by hand', async () => {
    const { page } = running
    await page.getByRole('tab', { name: 'Jobs' }).click()
    await hands.job('Nightly').getByRole('button', { name: 'Run Nightly now' }).click()
    await hands.job('Nightly').getByRole('button', { name: 'ok: show the message' }).waitFor()
    expect(await call('GET', '/report')).toMatch(/^Sales of .*Total: 4,826\.50$/s)
    await inBothThemes(page, 'jobs-6-nightly')
  })

  it('shows a job that was made over HTTP, and deletes it for ever', async () => {
    const { page } = running
    const job = { name: 'Hourly', service: 'patchbay.ping', hours: 1 }
    await call('POST', '/jobs', job)
    await hands.job('Hourly').click()
    await page.getByText('made while running').waitFor()
    await page.getByText(/^Every hour, from /).waitFor()
    await inBothThemes(page, 'jobs-7-made')
    await page.getByRole('button', { name: 'Delete the job and its history' }).click()
    await waitFor(
      () => hands.job('Hourly').count(),
      (count) => count === 0,
    )
  })

  it('has the services of the scheduler on channels of their own', async () => {
    const { page } = running
    await page.getByRole('tab', { name: 'Scheduler API' }).click()
    await hands.card('Switch job').waitFor()
    await screenshot(page, 'jobs-8-api')
  })

  const call = async (method: string, path: string, body?: unknown) => {
    const login = Buffer.from(`office:${password}`).toString('base64')
    const answer = await fetch(base + path, {
      method,
      headers: { Authorization: `Basic ${login}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    expect(answer.ok).toBe(true)
    return answer.text()
  }
})
