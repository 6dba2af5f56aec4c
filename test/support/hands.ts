// What a person finds in the designer's window and does there, by the names they see. Every whole-app test that needs a
// place of the window asks here, so that a moved button is one line.
import type { ElectronApplication, Locator, Page } from 'playwright-core'
import { afterEach } from 'vitest'
import type { DesktopBridge, DesktopSettings } from '../../electron/desktop.ts'
import { type RunningApp, screenshot } from './electron.ts'
import { waitFor } from './wait-for.ts'

// What page.evaluate runs is in the page, where this is the preload's.
declare const window: Window & { patchbay: DesktopBridge }

/** A point of the canvas, pixels from its upper left corner. */
export interface Point {
  x: number
  y: number
}

export type Hands = ReturnType<typeof handsOn>

export function handsOn(page: Page) {
  const canvas = page.getByTestId('canvas')
  const inspector = page.getByRole('complementary', { name: 'Properties' })
  const code = page.getByRole('region', { name: 'Code' })
  const dock = page.getByRole('region', { name: 'Messages, problems and log' })

  const card = (name: string) =>
    page.locator('.react-flow__node', { has: page.getByText(name, { exact: true }) })
  const port = (name: string, id: 'in' | 'out' | 'error' | 'reply') =>
    card(name).locator(`.react-flow__handle[data-handleid="${id}"]`)
  const paletteItem = (title: string) =>
    page.getByRole('toolbar').getByRole('button', { name: title, exact: true })
  const field = (label: string) => inspector.getByLabel(label, { exact: true })

  return {
    page,
    canvas,
    inspector,
    code,
    dock,
    card,
    port,
    paletteItem,
    field,

    /** The lock on a channel, when it has one. */
    lock: (name: string) => card(name).getByTestId('card-lock'),

    /** A project from a sample, in the folder that `chooseNewFolder` said. */
    async newProject(name: string, sample = 'Empty project'): Promise<void> {
      await page.locator('.project-name').click()
      await page.getByRole('menuitem', { name: /^New project/ }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill(name)
      await dialog.getByRole('radio', { name: sample }).click()
      await dialog.getByRole('button', { name: 'Create…' }).click()
      await dialog.waitFor({ state: 'hidden' })
      await page.locator('.project-name', { hasText: name }).waitFor()
    },

    /** By mouse, from the palette to a point of the canvas. */
    async drag(section: string, title: string, to: Point): Promise<void> {
      await page
        .getByRole('region', { name: section, exact: true })
        .getByRole('button', { name: title, exact: true })
        .dragTo(canvas, { targetPosition: to })
    },

    /** By mouse, in steps as a hand does it: from one node's port to another's. */
    async drawLine(from: string, to: string): Promise<void> {
      const start = await middleOf(port(from, 'out'))
      const end = await middleOf(port(to, 'in'))
      await page.mouse.move(start.x, start.y)
      await page.mouse.down()
      await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 5 })
      await page.mouse.move(end.x, end.y, { steps: 5 })
      await page.mouse.up()
    },

    /** Types over what a field of the inspector has, and leaves it. */
    async setField(label: string, text: string): Promise<void> {
      await field(label).fill(text)
      await field(label).press('Enter')
    },

    /** Chooses from a list of the inspector. */
    async choose(label: string, option: string | RegExp): Promise<void> {
      await field(label).click()
      await page.getByRole('option', { name: option }).click()
    },

    /** Types a secret, and has it kept. */
    async setSecret(label: string, text: string): Promise<void> {
      await inspector.getByRole('button', { name: `Set ${label}` }).click()
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
      await inspector.getByRole('button', { name: `Replace ${label}` }).waitFor()
    },

    /** Opens one of the tabs below. */
    async showDock(
      title: 'Messages' | 'Test' | 'Tests' | 'Jobs' | 'Problems' | 'Log',
    ): Promise<void> {
      // What it counts stands behind the name.
      await dock.getByRole('tab', { name: new RegExp(`^${title}(?![a-z])`) }).click()
    },

    /** The lines of the table of messages, newest first. */
    messages: page
      .getByRole('grid', { name: 'Messages, newest first' })
      .locator('.messages-row[aria-rowindex]'),
    /** The steps of the message that is open. */
    steps: page.getByRole('listbox', { name: 'Steps' }).getByRole('option'),
    /** Under the steps of the message that is open: how it was settled, when, and by whom. */
    settled: page.getByRole('region', { name: 'Settled' }),
    /** A sentence about the chosen state of a node: on hover in the window, always for a reader of the screen. */
    stateOf: async (name: string): Promise<string> =>
      (await card(name).locator('.card-state svg').getAttribute('aria-label')) ?? '',
    /** A line of the list of jobs, by the job's name. */
    job: (name: string) =>
      page
        .getByRole('grid', { name: 'Jobs, by name' })
        .getByRole('row')
        .filter({ has: page.getByText(name, { exact: true }) }),
    problems: dock.locator('.problem'),
    liveBadge: code.locator('.badge'),
    editor: code.locator('.monaco-editor').first(),
    suggested: page.locator('.suggest-widget.visible .monaco-list-row'),

    /** By key, in the editor that has the focus: to the end of a line, 1-based. */
    async goToLine(line: number): Promise<void> {
      const asking = page.locator('.quick-input-widget')
      await page.keyboard.press('Control+G')
      await asking.waitFor()
      await page.keyboard.type(String(line))
      // It answers to what was typed a moment later; keys pressed until then are lost.
      await asking
        .getByText(new RegExp(`\\b${line}\\b`))
        .first()
        .waitFor()
      await page.keyboard.press('Enter')
      await asking.waitFor({ state: 'hidden' })
      await page.keyboard.press('End')
    },

    saved: (): Promise<void> => page.getByText('● saved', { exact: true }).waitFor(),
    pid: async (): Promise<number> => {
      const state = await waitFor(
        () => page.evaluate(() => window.patchbay.runtimeState()),
        ({ state }) => state === 'running',
      )
      return state.state === 'running' ? state.pid : 0
    },
  }
}

async function middleOf(target: Locator): Promise<Point> {
  await target.waitFor()
  const box = await target.boundingBox()
  if (!box) throw new Error('It is not to be seen.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Answers the system's dialog for the folder of a new project, which no test can type into. */
export async function chooseNewFolder(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, folder)
}

/** Chooses a theme, and waits until it is on. */
export async function inTheme(page: Page, theme: DesktopSettings['theme']): Promise<void> {
  await page.evaluate((wish) => window.patchbay.changeSettings({ theme: wish }), theme)
  const contrast = theme.startsWith('contrast') ? 'more' : 'usual'
  const shade = theme.replace('contrast-', '')
  await page
    .locator(`html[data-theme="${shade}"][data-contrast="${contrast}"]`)
    .waitFor({ state: 'attached' })
}

/** A picture in each theme: NAME-dark, NAME-light. */
export async function inBothThemes(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await inTheme(page, theme)
    await screenshot(page, `${name}-${theme}`)
  }
}

/** Keeps a picture of the window for each test that fails, as artefacts/screenshots/failed-NAME.png. */
export function pictureFailures(running: () => RunningApp | undefined): void {
  afterEach(async ({ task }) => {
    const page = running()?.page
    if (task.result?.state !== 'fail' || !page || page.isClosed()) return
    await screenshot(page, `failed-${task.name.replace(/\W+/g, '-').slice(0, 60)}`)
  })
}
