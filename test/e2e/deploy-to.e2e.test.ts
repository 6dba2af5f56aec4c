// A project goes from the window to a server that runs elsewhere: what would change is shown first, then it is switched, and
// taken back.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
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
import { scratchFolder } from '../support/scratch.ts'
import { helloProject } from '../support/served-project.ts'
import { newAdmin, startServer } from '../support/server.ts'

describe('deploy to server', () => {
  let scratch: string
  let running: RunningApp
  let hands: Hands

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-deploy-'))
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

  it('compares, switches, and goes back', async () => {
    const { page } = running
    const admin = await newAdmin()
    const server = startServer(scratchFolder(helloProject(0)), {
      options: ['--port', '0', ...admin.options],
      env: admin.env,
    })
    await server.said(/Hello runs/)
    await chooseNewFolder(running.app, join(scratch, 'hub'))
    await hands.newProject('Hub')
    await hands.setField('Port', String(await freePort()))
    await hands.drag('Services', 'New service', { x: 420, y: 90 })
    await hands.setField('Name', 'greeting.make')

    // The runtime of a new project is a new process; without one nothing can be sent.
    await page.getByText(/^deployed in \d+ ms$/).waitFor()
    await page.keyboard.press('Control+Shift+P')
    await page.getByPlaceholder(/command/i).fill('Deploy to server')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Deploy to server' })
    await dialog.getByLabel('Address').fill(admin.url)
    await dialog.getByLabel('Token').fill(admin.token)
    await dialog.getByText('Certificate', { exact: true }).click()
    const pem = readFileSync(admin.certificate.certificateFile, 'utf8')
    await dialog.getByLabel('Certificate of the server, PEM').fill(pem)
    await dialog.getByRole('button', { name: 'Compare' }).click()
    const changes = dialog.getByRole('list', { name: 'What would change' })
    await changes.getByText('hello', { exact: true }).first().waitFor()
    await screenshot(page, 'deploy-1-compared')
    await inBothThemes(page, 'deploy-compared')
    expect((await admin.call('GET', '/v1/status')).value.name).toBe('Hello')

    await dialog.getByRole('button', { name: 'Deploy', exact: true }).click()
    await dialog.getByText(/Hub runs there: ready after/).waitFor()
    expect((await admin.call('GET', '/v1/status')).value).toMatchObject({
      name: 'Hub',
      ready: true,
    })
    await screenshot(page, 'deploy-2-done')

    await dialog.getByRole('button', { name: 'Roll back to the first version' }).click()
    await dialog.getByText(/Hello is back at what ran before/).waitFor()
    expect((await admin.call('GET', '/v1/status')).value.name).toBe('Hello')
    expect(await dialog.getByLabel('Token').inputValue()).toBe('')
    await dialog.getByPlaceholder('Kept with the secrets of the project').waitFor()

    // The wrong one, in the server's own words.
    await dialog.getByLabel('Token').fill('x'.repeat(40))
    await dialog.getByRole('button', { name: 'Compare' }).click()
    await dialog.getByRole('alert').getByText('A token is needed.').waitFor()
  })
})
