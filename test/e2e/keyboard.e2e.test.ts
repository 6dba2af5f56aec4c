// The first flow again, without a mouse: nodes from the list, links, names, forms, code; then all of it undone and done
// again by key, file by file to the byte.
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyProject } from '../../runtime/model/project.ts'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { withVsftpd } from '../support/vsftpd.ts'
import { waitFor } from '../support/wait-for.ts'

/** Steps of the history: pressed once too often, nothing happens. */
const moreThanAll = 60

withVsftpd('the keyboard', (server) => {
  const photo = randomBytes(54_321)
  let folder: string
  let running: RunningApp
  let hands: Hands
  let url: string
  let before: Record<string, string>
  let after: Record<string, string>

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-keyboard-'))
    const port = await freePort()
    url = `http://127.0.0.1:${port}/in`
    const project = emptyProject('Keys', 'keys')
    const settings = { ...project.settings, http: { host: '127.0.0.1', port } }
    const flows = { Main: { name: 'Main', nodes: {}, links: {} } }
    for (const [path, text] of toFiles({ ...project, settings, flows })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    running = await launchApp({ project: folder })
    running.page.setDefaultTimeout(20_000)
    hands = handsOn(running.page)
    await hands.canvas.waitFor()
    await hands.pid()
    before = files()
  })
  afterAll(async () => {
    await running?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  pictureFailures(() => running)

  it('adds nodes from the list, each named at once and linked to the one before', async () => {
    await press('Tab')
    await type('rest chan')
    await press('Enter')
    await nameIt('Inbox')
    await press('Tab')
    await type('new service')
    await screenshot(running.page, 'keyboard-1-list')
    await press('Enter')
    await nameIt('keep')
    await hands.card('keep').waitFor()
    await linksAre(1)
    await screenshot(running.page, 'keyboard-2-linked')
  })

  it('links what it is told to, and says why it will not', async () => {
    await press('Escape')
    await press('Tab')
    await type('ftp')
    await press('Enter')
    await nameIt('archive')
    await goTo('service keep')
    await press('l')
    await type('archive')
    await screenshot(running.page, 'keyboard-3-link-to')
    await press('Enter')
    await linksAre(2)
    await press('l')
    await type('archive')
    const choice = running.page.getByRole('dialog', { name: 'Link to' }).locator('.refused')
    expect(await choice.locator('small').innerText()).toMatch(/\S/)
    await press('Escape')
  })

  it('renames with F2, and what refers to it follows', async () => {
    await goTo('service keep')
    await press('F2')
    await type('keep.file')
    await press('Enter')
    await press('Escape')
    await hands.card('keep.file').waitFor()
    await waitFor(
      async () => files()['services/my-service.ts'],
      (text) => text?.includes("serviceName = 'keep.file'") ?? false,
    )
  })

  it('fills in a form', async () => {
    await goTo('outgoing archive')
    await press('Enter')
    await intoField('Host', server().host)
    await intoField('Port', String(server().port))
    await intoField('Root directory', server().root)
    await intoField('User', server().user)
    await tabTo('Set Password')
    await press('Enter')
    await type(server().password)
    await press('Enter')
    await running.page.getByRole('button', { name: 'Replace Password' }).waitFor()
    await press('Escape')
    await goTo('channel Inbox')
    await press('Enter')
    await intoField('Path', '/in')
    await press('Escape')
    await onCanvas()
  })

  it('opens the code with Enter, and Ctrl+S makes it live', async () => {
    await goTo('service keep.file')
    await press('Enter')
    await waitFor(focused, ({ isCode }) => isCode)
    await hands.goToLine(8)
    await press('Enter')
    await type("const ftp = this.outgoing.ftp.get('")
    await hands.suggested.filter({ hasText: 'archive' }).waitFor()
    await press('Enter')
    await press('End')
    await press('Enter')
    await type("await ftp.upload('/by-key.bin', this.request.raw)")
    await press('Control+S')
    await waitFor(
      async () => files()['services/my-service.ts'],
      (text) => text?.includes("upload('/by-key.bin', this.request.raw)") ?? false,
    )
    await hands.liveBadge.filter({ hasText: /^live/ }).waitFor()
  })

  it('deletes a link with the node, and what the code uses stays as a ghost', async () => {
    await press('Shift+F6')
    await onCanvas()
    await goTo('outgoing archive')
    await press('Delete')
    await linksAre(1)
    await running.page.locator('.card.ghost', { hasText: 'archive' }).waitFor()
    await running.page.locator('.chip-use').waitFor()
    await screenshot(running.page, 'keyboard-4-ghost')
    await press('Control+Z')
    await linksAre(2)
    await press('Control+Shift+Z')
    await linksAre(1)
    // A save rests longer than a deploy: what is saved runs.
    await hands.saved()
  })

  it('finds a message and its steps', async () => {
    expect((await send()).status).toBe(200)
    expect(await server().read('by-key.bin')).toEqual(photo)
    await hands.messages.first().waitFor()
    await press('F6')
    await press('F6')
    await tabTo('Messages, newest first')
    await press('ArrowDown')
    const texts = await waitFor(
      () => hands.steps.allInnerTexts(),
      (all) => all.length === 3,
    )
    for (const text of texts) expect(text).toMatch(/\d+(\.\d+)? (µs|ms|s)/)
    await screenshot(running.page, 'keyboard-5-message')
  })

  it('undoes everything: the files are what they were, byte for byte', async () => {
    await press('Shift+F6')
    await press('Shift+F6')
    await onCanvas()
    await hands.saved()
    after = files()
    for (let step = 0; step < moreThanAll; step++) await press('Control+Z')
    await waitFor(
      async () => files(),
      (now) => same(now, before),
    )
    expect(files()).toEqual(before)
    await screenshot(running.page, 'keyboard-6-undone')
  })

  it('does everything again, and it works', async () => {
    for (let step = 0; step < moreThanAll; step++) await press('Control+Shift+Z')
    await waitFor(
      async () => files(),
      (now) => same(now, after),
    )
    expect(files()).toEqual(after)
    await waitFor(
      () => hands.stateOf('Inbox'),
      (state) => state.includes(url),
    )
    expect((await send()).status).toBe(200)
  })

  const press = (key: string) => running.page.keyboard.press(key)
  const type = (text: string) => running.page.keyboard.type(text)
  const send = () => fetch(url, { method: 'POST', body: new Uint8Array(photo) })

  /** What a new node asks first. Leaves the field, and then the pane. */
  async function nameIt(name: string): Promise<void> {
    await waitFor(focused, ({ label }) => label === 'Name')
    await type(name)
    await press('Enter')
    await press('Escape')
    await onCanvas()
  }

  const onCanvas = () => waitFor(focused, ({ isCanvas }) => isCanvas)

  /** By the arrows, from node to node: to the one that the window calls so to those who do not see it. */
  async function goTo(words: string): Promise<void> {
    const said = running.page.locator('.canvas > [aria-live="polite"]')
    for (const key of ['', 'ArrowLeft', 'ArrowLeft', 'ArrowRight', 'ArrowRight', 'ArrowDown']) {
      if (key) await press(key)
      if ((await said.textContent()) === `${words} selected`) return
    }
    throw new Error(`The arrows do not lead to ${words}: ${await said.textContent()}`)
  }

  async function tabTo(label: string): Promise<void> {
    const passed: string[] = []
    for (let count = 0; count < 40; count++) {
      const now = await focused()
      if (now.label === label) return
      passed.push(now.label)
      await press('Tab')
    }
    throw new Error(`Tab does not lead to ${label}, but to ${passed.join(', ')}`)
  }

  async function intoField(label: string, text: string): Promise<void> {
    await tabTo(label)
    await press('Control+A')
    await type(text)
    await press('Enter')
  }

  const focused = () =>
    running.page.evaluate(() => {
      const element = document.activeElement
      const label =
        element?.getAttribute('aria-label') ??
        (element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined) ??
        element?.textContent ??
        ''
      return {
        label,
        isCanvas: element?.matches('.canvas') ?? false,
        isCode: element?.closest('.monaco-editor') !== null && element !== document.body,
      }
    })

  const linksAre = (wanted: number) =>
    waitFor(
      () => running.page.locator('.line-is-link').count(),
      (count) => count === wanted,
    )

  /** All that belongs to the project; what is generated beside it does not. */
  /** All but what is being written just now. */
  function files(): Record<string, string> {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !relative(folder, path).startsWith('.patchbay'))
      .sort()
    return Object.fromEntries(
      found.flatMap((path) => {
        try {
          return [[relative(folder, path), readFileSync(path, 'utf8')]]
        } catch {
          // Its temporary file has just become the file.
          return []
        }
      }),
    )
  }

  function same(one: Record<string, string>, other: Record<string, string>): boolean {
    return JSON.stringify(one) === JSON.stringify(other)
  }
})
