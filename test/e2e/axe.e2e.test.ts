// Every pane, dialog and theme of the real window, asked for serious and critical problems of accessibility. Who adds a
// pane adds a line.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { themes } from '../../electron/desktop.ts'
import { seriousProblems } from '../support/axe.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, inTheme, pictureFailures } from '../support/hands.ts'

let scratch: string
let running: RunningApp
let hands: Hands
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'patchbay-axe-'))
  running = await launchApp()
  running.page.setDefaultTimeout(20_000)
  hands = handsOn(running.page)
  await hands.canvas.waitFor()
  await hands.pid()
  const [, address = ''] = await running.printed(/'(http:\/\/127\.0\.0\.1:\d+\/store)'/)
  await fetch(address, { method: 'POST', body: 'a few bytes' })
  await fetch(address.replace('/store', '/orders'), { method: 'POST', body: '{"id": 1}' })
  await hands.messages.first().waitFor()
})
afterAll(async () => {
  await running?.close()
  if (scratch) rmSync(scratch, { recursive: true, force: true })
})
pictureFailures(() => running)

const press = (key: string) => running.page.keyboard.press(key)
const rail = (name: string | RegExp) =>
  running.page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name })

/** By its name, from the list of all commands. */
async function command(title: string): Promise<void> {
  await press('Control+Shift+P')
  await running.page.keyboard.type(title)
  await press('Enter')
  await running.page.getByRole('dialog', { name: 'All commands' }).waitFor({ state: 'hidden' })
}

/** Each shows one thing more than the window at rest, and is left by Escape or by the next. */
const panes: Readonly<Record<string, () => Promise<void>>> = {
  'the window at rest': async () => {},
  'a chosen channel': () => hands.card('Store').click(),
  'a chosen service': () => hands.card('store.file').click(),
  'a chosen connection': () => hands.card('my.ftp').click(),
  'the code': () => hands.card('store.file').dblclick(),
  explorer: async () => {
    if ((await rail(/^Explorer/).getAttribute('aria-pressed')) !== 'true')
      await rail(/^Explorer/).click()
  },
  outline: () => press('Control+Shift+O'),
  palette: () => rail('Palette').click(),
  'a message': async () => {
    await hands.showDock('Messages')
    await hands.messages.first().click()
  },
  'a test of its own': async () => {
    await hands.messages.first().click()
    await command('New test')
  },
  'the replay of a message': async () => {
    await hands.showDock('Messages')
    await hands.messages.first().click()
    await command('Edit and replay the message')
  },
  'behaviour compared': () => command('Compare behaviour'),
  'the history of edits': () => command('Show the history of edits'),
  'the project compared': () => command('Compare with the last commit'),
  'deploy to a server': async () => {
    await command('Close the comparison')
    await command('Deploy to server')
  },
  export: () => command('Export'),
  'the test pane': () => hands.showDock('Test'),
  tests: () => hands.showDock('Tests'),
  jobs: () => hands.showDock('Jobs'),
  problems: () => hands.showDock('Problems'),
  log: () => hands.showDock('Log'),
  'all commands': () => press('Control+Shift+P'),
  'go to': () => press('Control+K'),
  'the keys': async () => {
    await press('Control+K')
    await press('Control+S')
  },
  'keys being recorded': async () => {
    await press('Control+K')
    await press('Control+S')
    await running.page
      .getByRole('button', { name: 'Record keys for Save now', exact: true })
      .click()
    await press('Control+F')
    await running.page.getByText(/is “Find in the flow” now/).waitFor()
  },
  samples: async () => {
    await running.page.locator('.project-name').click()
    await running.page.getByRole('menuitem', { name: /^Samples/ }).click()
    await running.page
      .getByRole('dialog', { name: 'Samples' })
      .getByRole('button')
      .first()
      .waitFor()
  },
  'recent projects': async () => {
    await running.page.locator('.project-name').click()
    await running.page.getByRole('menuitem', { name: /recent/ }).click()
  },
  'the menu of the project': () => running.page.locator('.project-name').click(),
  'a new project': () => press('Control+Shift+N'),
  'the list that adds': async () => {
    await hands.canvas.focus()
    await press('Tab')
  },
  'the list that links': async () => {
    await hands.card('Store').click()
    await press('l')
  },
  'a menu': () => hands.card('Store').click({ button: 'right' }),
  'finding in the flow': async () => {
    await hands.canvas.focus()
    await press('Control+F')
  },
}

describe.each(themes.filter((theme) => theme !== 'system'))('in the theme %s', (theme) => {
  beforeAll(() => inTheme(running.page, theme))

  it.each(Object.keys(panes))('%s has no serious problem', async (name) => {
    try {
      await panes[name]?.()
      await screenshot(running.page, `axe-${theme}-${name.replaceAll(' ', '-')}`)
      expect(await seriousProblems(running.page)).toEqual([])
    } finally {
      // What lies over the window must not be in the way of the next.
      await press('Escape')
      await press('Escape')
    }
  })
})
