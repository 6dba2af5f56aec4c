// A project leaves the window as a folder that runs alone: what would be written is shown first, an error stands in the way,
// a secret of the project never goes out, and a folder of somebody else's is not replaced unless that is asked for.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp } from '../support/electron.ts'
import { addressOf, startExported } from '../support/exported.ts'
import {
  chooseNewFolder,
  type Hands,
  handsOn,
  inBothThemes,
  pictureFailures,
} from '../support/hands.ts'

describe('export', () => {
  let scratch: string
  let running: RunningApp
  let hands: Hands

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-export-'))
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

  it('shows what it would write, writes it, and that runs', async () => {
    const { app, page } = running
    await chooseNewFolder(app, join(scratch, 'hub'))
    await hands.newProject('Hub', 'Store files')
    await hands.setField('Port', String(await freePort()))
    const open = async () => {
      await page.keyboard.press('Control+Shift+P')
      await page.getByPlaceholder(/command/i).fill('Export…')
      await page.keyboard.press('Enter')
      return page.getByRole('dialog', { name: 'Export' })
    }
    const dialog = await open()
    const files = dialog.getByRole('table', { name: 'What would be written' })
    await files.getByText('runtime/').waitFor()
    await files.getByText('server.js').waitFor()
    await dialog.getByText('Kubernetes').click()
    await files.getByText('kubernetes/').waitFor()
    await inBothThemes(page, 'export')
    await dialog.getByText('Compose', { exact: true }).click()
    await files.getByText('compose.yaml').waitFor()

    const taken = join(scratch, 'taken')
    mkdirSync(taken)
    writeFileSync(join(taken, 'thesis.txt'), 'ten years')
    await chooseNewFolder(app, taken)
    await dialog.getByRole('button', { name: 'Export…' }).click()
    await dialog.getByText(/is not empty and no export of Patchbay/).waitFor()
    expect(existsSync(join(taken, 'thesis.txt'))).toBe(true)

    const out = join(scratch, 'out')
    await chooseNewFolder(app, out)
    await dialog.getByRole('button', { name: 'Export…' }).click()
    await dialog.getByText(`It is in ${out}`).waitFor()
    await dialog.getByRole('button', { name: 'Show in folder' }).waitFor()
    const server = startExported(out, ['--port', '0'])
    expect(await addressOf(server, 'Store')).toMatch(/\/store$/)
    server.child.kill('SIGKILL')
    await dialog.getByRole('button', { name: 'Close' }).click()
  })
})
