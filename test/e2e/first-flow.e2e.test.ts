// The promise of the first flow, as a newcomer keeps it: drawn by mouse, set in forms, coded with completion, run on a
// real FTP server, broken and mended, and all of it in one runtime that is never restarted.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DesktopBridge } from '../../electron/desktop.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { chooseNewFolder, type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { withVsftpd } from '../support/vsftpd.ts'
import { waitFor } from '../support/wait-for.ts'

// What page.evaluate runs is in the page, where this is the preload's.
declare const window: Window & { patchbay: DesktopBridge }

withVsftpd('the first flow', (server) => {
  const photo = randomBytes(123_457)
  let scratch: string
  let folder: string
  let running: RunningApp
  let hands: Hands
  let url: string
  let pid: number

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'patchbay-first-flow-'))
    folder = join(scratch, 'photos')
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

  const send = (body: Uint8Array, name: string) =>
    fetch(`${url}?name=${name}`, { method: 'POST', body: new Uint8Array(body) })

  it('begins with a new project on a port of its own', async () => {
    const { page } = running
    await chooseNewFolder(running.app, folder)
    await page.locator('.project-name').click()
    await page.getByRole('menuitem', { name: /^New project/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Photos')
    await dialog.getByRole('radio', { name: /Empty project/ }).click()
    await screenshot(page, 'first-flow-1-new-project')
    await dialog.getByRole('button', { name: 'Create…' }).click()
    await page.getByText('Nothing on this flow yet').waitFor()
    const port = await freePort()
    url = `http://127.0.0.1:${port}/photos`
    await hands.setField('Port', String(port))
    await hands.saved()
    pid = await hands.pid()
    await screenshot(page, 'first-flow-2-empty')
  })

  it('is drawn by mouse', async () => {
    const { page } = running
    await hands.drag('Channels', 'REST', { x: 130, y: 110 })
    await hands.setField('Name', 'Photos')
    await hands.setField('Path', '/photos')
    await hands.drag('Outgoing', 'FTP', { x: 780, y: 110 })
    await hands.setField('Name', 'archive')
    await hands.drag('Services', 'New service', { x: 420, y: 110 })
    await hands.setField('Name', 'store.photo')
    await screenshot(page, 'first-flow-3-nodes')
    await hands.drawLine('Photos', 'store.photo')
    await hands.drawLine('store.photo', 'archive')
    await waitFor(
      () => page.locator('.line-is-link').count(),
      (count) => count === 2,
    )
    await screenshot(page, 'first-flow-4-linked')
  })

  it('reaches a real server once host, user and password are in the form', async () => {
    const { page } = running
    await hands.card('archive').click()
    await hands.setField('Host', server().host)
    await hands.setField('Port', String(server().port))
    await hands.setField('Root directory', server().root)
    await hands.setField('User', server().user)
    await page.getByRole('button', { name: 'Set Password' }).click()
    await page.keyboard.type(server().password)
    await screenshot(page, 'first-flow-5-password')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Replace Password' }).waitFor()
    await page.getByRole('button', { name: 'Ping' }).click()
    await hands.inspector.locator('.field-help.good').waitFor()
    await screenshot(page, 'first-flow-6-ping')
  })

  it('runs before a line of code is written', async () => {
    await waitFor(
      () => hands.stateOf('Photos'),
      (state) => state.includes(url),
    )
    const response = await send(photo, 'first.jpg')
    expect(response.status).toBe(200)
    const [name = ''] = await server().names()
    expect(await server().read(name)).toEqual(photo)
    await hands.messages.first().waitFor()
  })

  it('is coded with what the editor knows of the project', async () => {
    const { page } = running
    await page.locator('.react-flow__edge').nth(1).click()
    await page.keyboard.press('Delete')
    await waitFor(
      () => page.locator('.line-is-link').count(),
      (count) => count === 1,
    )
    await hands.card('store.photo').dblclick()
    await hands.editor.click()
    await hands.goToLine(8)
    await page.keyboard.press('Enter')
    await page.keyboard.type("const ftp = this.outgoing.ftp.get('")
    await hands.suggested.filter({ hasText: 'archive' }).waitFor()
    await screenshot(page, 'first-flow-7-completion')
    await page.keyboard.press('Enter')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.keyboard.type(
      "await ftp.upload('/' + this.request.http?.query.name, this.request.raw)",
    )
    await saveCode({ has: 'this.request.raw)' })
    await page.locator('.line-is-use').waitFor({ state: 'attached' })
    await page.getByText('used in code', { exact: true }).waitFor()
    await screenshot(page, 'first-flow-8-code')
  })

  it('shows the message that was sent, step by step, and the file is there', async () => {
    const { page } = running
    expect((await send(photo, 'photo.jpg')).status).toBe(200)
    expect(await server().read('photo.jpg')).toEqual(photo)
    await waitFor(
      () => hands.messages.count(),
      (count) => count === 2,
    )
    await hands.messages.first().click()
    await hands.steps.nth(2).waitFor()
    await screenshot(page, 'first-flow-9-message')
    const steps = await hands.steps.allInnerTexts()
    const names = ['Photos', 'store.photo', 'archive']
    expect(steps.map((text, index) => text.includes(names[index] ?? '?'))).toEqual([
      true,
      true,
      true,
    ])
    for (const text of steps) expect(text).toMatch(/\d+(\.\d+)? (µs|ms|s)/)
    for (const name of names) await hands.card(name).getByTitle('2 in all').waitFor()
    await useTheme('Dark')
    await screenshot(page, 'first-flow-9-message-dark')
    await useTheme('Light')
  })

  it('names the line of a service that throws, on its node', async () => {
    const { page } = running
    await typeAt(10, "throw new Error('no room')")
    await saveCode({ has: 'no room' })
    expect((await send(photo, 'thrown.jpg')).status).toBe(500)
    const words = hands.card('store.photo').locator('.trouble-words')
    await words.filter({ hasText: /services\/my-service\.ts:11/ }).waitFor()
    await screenshot(page, 'first-flow-10-thrown')
    await removeLine(11)
    await saveCode({ has: 'this.request.raw)', lacks: 'no room' })
    await words.waitFor({ state: 'detached' })
  })

  it('keeps the last version that compiles, and tells of the line that does not', async () => {
    const { page } = running
    await typeAt(10, 'const = ')
    await hands.liveBadge.filter({ hasText: 'error · line 11' }).waitFor()
    const words = hands.card('store.photo').locator('.trouble-words')
    await words.filter({ hasText: /services\/my-service\.ts:11/ }).waitFor()
    await hands.showDock('Problems')
    await hands.problems.filter({ hasText: /11:\d+/ }).waitFor()
    await useTheme('Dark')
    await screenshot(page, 'first-flow-11-broken-dark')
    await useTheme('Light')
    expect((await send(photo, 'kept.jpg')).status).toBe(200)
    expect(await server().read('kept.jpg')).toEqual(photo)
  })

  it('works again once it is mended, in the same runtime', async () => {
    const { page } = running
    await removeLine(11)
    await typeAt(10, "this.response.payload = 'mended'")
    await saveCode({ has: "'mended'", lacks: 'const = ' })
    const answer = await send(photo, 'again.jpg')
    expect([answer.status, await answer.text()]).toEqual([200, 'mended'])
    expect(await server().read('again.jpg')).toEqual(photo)
    expect(await hands.pid()).toBe(pid)
    await screenshot(page, 'first-flow-12-mended')
  })

  it('keeps the password out of every file, message and line of the log', async () => {
    const { page } = running
    const { password } = server()
    const texts = [...textsIn(folder), ...textsIn(running.userData)]
    expect(texts.length).toBeGreaterThan(3)
    for (const text of texts) {
      for (const spelling of spellings(password)) expect(text).not.toContain(spelling)
    }
    expect(running.output()).not.toContain(password)
    await hands.showDock('Log')
    expect(await page.content()).not.toContain(password)
    await hands.showDock('Messages')
    for (const message of await hands.messages.all()) {
      await message.click()
      await hands.steps.nth(2).waitFor()
      for (const step of await hands.steps.all()) {
        await step.click()
        expect(await page.content()).not.toContain(password)
      }
    }
  })

  /** One character for each byte. */
  const textsIn = (top: string) =>
    readdirSync(top, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))

  /** The bytes as files have them: as it is, as a browser's databases keep texts, and in the usual disguise. */
  const spellings = (secret: string) => [
    Buffer.from(secret).toString('latin1'),
    Buffer.from(secret, 'utf16le').toString('latin1'),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ]

  const goToLine = async (line: number) => {
    await hands.editor.click()
    await hands.goToLine(line)
  }

  /** On a line of its own, after the given one. */
  const typeAt = async (line: number, text: string) => {
    const { keyboard } = running.page
    await goToLine(line)
    await keyboard.press('End')
    await keyboard.press('Enter')
    await keyboard.type(text)
  }

  const removeLine = async (line: number) => {
    await goToLine(line)
    await running.page.keyboard.press('Control+Shift+K')
  }

  /** Saves, and waits until what runs is a text that has the one part and lacks the other. */
  const saveCode = async ({ has, lacks }: { has: string; lacks?: string }) => {
    await running.page.keyboard.press('Control+S')
    const file = join(folder, 'services/my-service.ts')
    await waitFor(
      async () => readFileSync(file, 'utf8'),
      (text) => text.includes(has) && (lacks === undefined || !text.includes(lacks)),
    )
    await hands.liveBadge.filter({ hasText: /^live/ }).waitFor()
  }

  const useTheme = async (title: 'Dark' | 'Light') => {
    const { page } = running
    await page.evaluate(
      (theme) => window.patchbay.changeSettings({ theme }),
      title === 'Dark' ? ('dark' as const) : ('light' as const),
    )
    await page.locator(`html[data-theme="${title.toLowerCase()}"]`).waitFor({ state: 'attached' })
  }
})
