// What a person sees when the runtime goes away under load, or hangs: the window goes on, says what happened, and the
// project works again without a restart of the app.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { projectOf } from '../support/project.ts'
import { fill } from '../support/scratch.ts'
import { waitFor } from '../support/wait-for.ts'

const service = (name: string, code: string) => `import { Service } from 'patchbay'

export class ${name} extends Service {
  static serviceName = '${name.toLowerCase()}'

  handle() {
    ${code}
  }
}
`

let folder: string
let running: RunningApp
let hands: Hands
let address: string

beforeAll(async () => {
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  const small = projectOf({
    channels: [
      { name: 'Ask', type: 'rest', path: '/ask' },
      { name: 'Spin', type: 'rest', path: '/spin' },
    ],
    services: {
      'services/ask.ts': service('Ask', "this.response.payload = 'fine'"),
      'services/spin.ts': service('Spin', 'while (true) {}'),
    },
    links: [
      ['Ask', 'ask'],
      ['Spin', 'spin'],
    ],
  })
  folder = mkdtempSync(join(tmpdir(), 'patchbay-killed-'))
  const settings = { ...small.settings, http: { host: '127.0.0.1', port } }
  fill(folder, Object.fromEntries(toFiles({ ...small, settings })))
  running = await launchApp({ project: folder })
  running.page.setDefaultTimeout(20_000)
  hands = handsOn(running.page)
  await untilItAnswers()
})
afterAll(async () => {
  await running?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})
pictureFailures(() => running)

/** undefined: the connection was lost. */
async function ask(): Promise<string | undefined> {
  try {
    return await (await fetch(`${address}/ask`)).text()
  } catch {
    return undefined
  }
}

const untilItAnswers = () => waitFor(ask, (text) => text === 'fine')

it('a runtime killed under load is replaced, and the window says so', async () => {
  const { page } = running
  const before = await hands.pid()
  const channelFile = () => readFileSync(join(folder, 'channels/spin.json'), 'utf8')
  const saved = channelFile()
  // An edit that has yet to be taken back when the runtime is long another.
  await page.locator('.react-flow__node', { hasText: 'Spin' }).first().click()
  await hands.setField('Path', '/spin-2')
  await waitFor(
    async () => channelFile(),
    (text) => text.includes('/spin-2'),
  )
  let isOver = false
  let answered = 0
  const load = Array.from({ length: 8 }, async () => {
    while (!isOver) if ((await ask()) === 'fine') answered++
  })
  await waitFor(
    async () => answered,
    (count) => count > 200,
  )
  const killedAt = Date.now()
  process.kill(before, 'SIGKILL')
  await page.locator('.toast', { hasText: /The runtime crashed.*SIGKILL/s }).waitFor()
  const atKill = answered
  await waitFor(
    async () => answered,
    (count) => count > atKill + 200,
  )
  console.log(`answering again ${Date.now() - killedAt} ms after the kill at the latest`)
  isOver = true
  await Promise.all(load)
  expect(await hands.pid()).not.toBe(before)
  await screenshot(page, 'runtime-killed')
  // The window is alive, and so is its history of edits.
  await page.locator('.react-flow__node', { hasText: 'Ask' }).first().click()
  await hands.setField('Path', '/ask-2')
  await waitFor(
    async () => (await fetch(`${address}/ask-2`)).status,
    (status) => status === 200,
  )
  await hands.canvas.click({ position: { x: 15, y: 15 } })
  await page.keyboard.press('Control+Z')
  await untilItAnswers()
  await page.keyboard.press('Control+Z')
  await waitFor(
    async () => channelFile(),
    (text) => text === saved,
  )
})

it('an endless loop is named with its line, ended by one button, and mended', async () => {
  const { page } = running
  const before = await hands.pid()
  const spun = fetch(`${address}/spin`).then(
    ({ status }) => status,
    () => 'lost',
  )
  const banner = page.locator('.banner', { hasText: 'services/spin.ts:7' })
  await banner.waitFor()
  await screenshot(page, 'endless-loop')
  // The window reacts all the while.
  await page.locator('.react-flow__node', { hasText: 'Spin' }).first().click()
  await hands.inspector.getByText('/spin').first().waitFor()
  await banner.getByRole('button', { name: 'Show the line' }).click()
  await hands.editor.locator('.view-line', { hasText: 'while (true) {}' }).waitFor()
  await banner.getByRole('button', { name: /End it/ }).click()
  expect(await spun).toBe('lost')
  await untilItAnswers()
  expect(await hands.pid()).not.toBe(before)
  await banner.waitFor({ state: 'detached' })
  // The caret stands on the line that was shown: mended by hand, the service answers.
  await hands.editor.locator('.view-line', { hasText: 'while (true) {}' }).click()
  await page.keyboard.press('Control+Shift+K')
  await hands.editor.locator('.view-line', { hasText: 'while' }).waitFor({ state: 'detached' })
  // On disk it is in the project too; what the badge says from then on is of this version.
  await waitFor(
    async () => readFileSync(join(folder, 'services/spin.ts'), 'utf8'),
    (text) => !text.includes('while'),
  )
  await hands.liveBadge.filter({ hasText: /^live/ }).waitFor()
  // With nothing left to do it has nothing to say.
  expect((await fetch(`${address}/spin`)).status).toBe(204)
})
