// Keys are what the user says they are: changed by recording, warned about, taken from another tool, handed on as a text,
// shown where commands are shown, and still so after a new start. Then how the window looks: size, contrast, motion.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DesktopBridge, DesktopSettings } from '../../electron/desktop.ts'
import { cutControls } from '../support/cut-controls.ts'
import { launchApp, type RunningApp, screenshot, screenshotOfWindow } from '../support/electron.ts'
import { type Hands, handsOn, inTheme, pictureFailures } from '../support/hands.ts'
import { waitFor } from '../support/wait-for.ts'

declare const window: Window & { patchbay: DesktopBridge }

let userData: string
let home: string
let running: RunningApp
let hands: Hands
beforeAll(async () => {
  userData = mkdtempSync(join(tmpdir(), 'patchbay-keys-'))
  home = join(userData, 'projects')
  await open()
})
afterAll(async () => {
  await running?.close()
  if (userData) rmSync(userData, { recursive: true, force: true })
})
pictureFailures(() => running)

async function open(): Promise<void> {
  running = await launchApp({ userData, home })
  running.page.setDefaultTimeout(20_000)
  hands = handsOn(running.page)
  await hands.canvas.waitFor()
}

const press = (key: string) => running.page.keyboard.press(key)
const dialog = () => running.page.getByRole('dialog')
const row = (title: string) =>
  dialog()
    .getByRole('listitem')
    .filter({ has: running.page.getByText(title, { exact: true }) })
const settings = () => running.page.evaluate(() => window.patchbay.settings())
const change = (to: Partial<DesktopSettings>) =>
  running.page.evaluate((wish) => window.patchbay.changeSettings(wish), to)

async function showKeys(): Promise<void> {
  await press('Control+K')
  await press('Control+S')
  await dialog().getByLabel('Find a command or a key').waitFor()
}

async function record(title: string, keys: string): Promise<void> {
  await row(title)
    .getByRole('button', { name: `Record keys for ${title}` })
    .click()
  for (const stroke of keys.split(' ')) await press(stroke)
}

/** What the menu of the shell shows for a command. */
const inMenu = (label: string) =>
  running.app.evaluate(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? [])
    const found = items?.find((item) => item.label.startsWith(wanted))
    return found && `${found.label}|${found.accelerator ?? ''}`
  }, label)

describe('the keys', () => {
  it('are opened by two strokes, and found by name and by pressing them', async () => {
    await showKeys()
    await dialog().getByLabel('Find a command or a key').fill('tidy')
    expect(await dialog().getByRole('listitem').count()).toBe(1)
    await dialog().getByRole('button', { name: 'By pressing keys' }).click()
    await press('Control+J')
    await row('Messages, Problems and Log').waitFor()
    expect(await dialog().getByRole('listitem').count()).toBe(1)
    await dialog().getByRole('button', { name: 'By pressing keys' }).click()
    await dialog().getByLabel('Find a command or a key').fill('')
  })

  it('are changed by recording, with a warning that names who has them', async () => {
    await record('Deploy', 'Control+F')
    await dialog()
      .getByText('Ctrl F is “Find in the flow” now. Taken, it no longer has these keys.')
      .waitFor()
    await screenshot(running.page, 'keys-taken')
    await press('Enter')
    await row('Deploy').getByText('Ctrl F', { exact: true }).waitFor()
    expect(await row('Find in the flow').locator('kbd').count()).toBe(0)
    await record('Find in the flow', 'Control+U Control+F')
    await press('Enter')
    await row('Find in the flow').getByText('Ctrl U, Ctrl F', { exact: true }).waitFor()
  })

  it('do what they now mean, and stand in the menu', async () => {
    await press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    await press('Control+U')
    await press('Control+F')
    await running.page.getByRole('search').or(running.page.locator('.find')).first().waitFor()
    await press('Escape')
    expect(await inMenu('Find')).toBe('Find (Ctrl+U Ctrl+F)|')
    expect(await inMenu('Deploy')).toBe('Deploy|CmdOrCtrl+F')
  })

  it('are the same after a new start', async () => {
    await running.close()
    await open()
    expect((await settings()).keys.own).toMatchObject({ deploy: ['Mod+F', 'Mod+Shift+D'] })
    await waitFor(
      () => inMenu('Deploy'),
      (text) => text === 'Deploy|CmdOrCtrl+F',
    )
  })

  it('are reset one by one, and all', async () => {
    await showKeys()
    await row('Deploy').getByRole('button', { name: 'Reset keys of Deploy' }).click()
    await row('Deploy').getByText('Ctrl F', { exact: true }).waitFor({ state: 'hidden' })
    await dialog().getByRole('button', { name: 'Reset all' }).click()
    await row('Find in the flow').getByText('Ctrl F', { exact: true }).waitFor()
    await waitFor(settings, ({ keys }) => Object.keys(keys.own).length === 0)
  })

  it('are those of another tool, when that is chosen', async () => {
    await dialog().getByLabel('As in').selectOption('node-red')
    await row('Deploy').getByText('Ctrl D', { exact: true }).waitFor()
    await row('Align left').getByText('Alt A, L', { exact: true }).waitFor()
    await dialog().getByLabel('As in').selectOption('vscode')
    await row('Go to…').getByText('Ctrl P', { exact: true }).waitFor()
    await press('Escape')
    expect(await running.page.locator('.command-box kbd').textContent()).toBe('Ctrl P')
  })

  it('go out as a text and come back from one; a wrong one is refused', async () => {
    await press('Control+K')
    await press('Control+S')
    await dialog().getByRole('button', { name: 'Copy as JSON' }).click()
    await dialog()
      .getByText(/^Copied/)
      .waitFor()
    const copied = await running.app.evaluate(({ clipboard }) => clipboard.readText())
    expect(JSON.parse(copied)).toEqual({ preset: 'vscode', own: {} })
    await dialog().getByRole('button', { name: 'Import…' }).click()
    const text = dialog().getByLabel('Keys as JSON')
    await text.fill('{"preset":"n8n","own":{"save":["Mod+"]}}')
    await dialog().getByRole('button', { name: 'Import', exact: true }).click()
    await dialog()
      .getByText(/own\.save\.0/)
      .waitFor()
    await text.fill('{"preset":"patchbay","own":{"save":["Mod+S","F9"]}}')
    await dialog().getByRole('button', { name: 'Import', exact: true }).click()
    await row('Save now').getByText('F9', { exact: true }).waitFor()
    await dialog().getByRole('button', { name: 'Reset all' }).click()
    await press('Escape')
  })
})

describe('the look', () => {
  it('is larger by keys, and nothing is cut off at twice the size', async () => {
    await running.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800),
    )
    for (let count = 0; count < 5; count++) await press('Control+Alt+=')
    await waitFor(settings, ({ scale }) => scale === 2)
    await waitFor(
      () => running.page.evaluate(() => innerWidth),
      (width) => width === 640,
    )
    const rail = running.page.getByRole('navigation', { name: 'Panes' })
    const shown: Record<string, () => Promise<void>> = {
      rest: async () => {},
      palette: () => rail.getByRole('button', { name: 'Palette' }).click(),
      outline: () => rail.getByRole('button', { name: /^Outline/ }).click(),
      properties: async () => {
        await press('Escape')
        await hands.card('Store').dblclick()
      },
      test: async () => {
        await rail.getByRole('button', { name: 'Messages' }).focus()
        await press('Escape')
        await hands.showDock('Test')
      },
      keys: showKeys,
    }
    const cut: Record<string, readonly string[]> = {}
    for (const [name, show] of Object.entries(shown)) {
      await show()
      await screenshotOfWindow(running, `twice-${name}`)
      const found = await cutControls(running.page)
      if (found.length > 0) cut[name] = found
    }
    await press('Escape')
    expect(cut).toEqual({})
  })

  it('has its panes back at the usual size', async () => {
    await press('Control+Alt+0')
    await waitFor(settings, ({ scale }) => scale === 1)
    await hands.inspector.waitFor()
  })

  it('follows a system that wants more contrast, or colours of its own', async () => {
    await change({ theme: 'system' })
    await running.page.emulateMedia({ colorScheme: 'dark', contrast: 'more' })
    await running.page.locator('html[data-contrast="more"]').waitFor({ state: 'attached' })
    await running.page.emulateMedia({ contrast: 'no-preference', forcedColors: 'active' })
    await running.page.locator('html[data-contrast="usual"]').waitFor({ state: 'attached' })
    await screenshot(running.page, 'forced-colors')
    await running.page.emulateMedia({ colorScheme: null, contrast: null, forcedColors: null })
  })

  it('stands still when that is wished', async () => {
    const still = () => running.page.locator('html').getAttribute('data-motion')
    await running.page.emulateMedia({ reducedMotion: 'no-preference' })
    await waitFor(still, (motion) => motion === 'usual')
    await running.page.emulateMedia({ reducedMotion: 'reduce' })
    await waitFor(still, (motion) => motion === 'reduced')
    await running.page.emulateMedia({ reducedMotion: 'no-preference' })
    await change({ motion: 'reduced' })
    await waitFor(still, (motion) => motion === 'reduced')
    const longest = await running.page.evaluate(() =>
      Math.max(
        ...[...document.querySelectorAll('*')].map((each) =>
          Number.parseFloat(getComputedStyle(each).animationDuration),
        ),
      ),
    )
    expect(longest).toBeLessThan(0.001)
    await inTheme(running.page, 'contrast-light')
    await screenshot(running.page, 'contrast-light')
  })
})
