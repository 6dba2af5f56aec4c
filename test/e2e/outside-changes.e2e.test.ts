// Other programs at the project's files while the designer has them open: an editor, rm, git. Each is seen, runs, and can be
// undone; what they wrote stays as they wrote it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Project } from '../../runtime/model/project.ts'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp, type RunningApp, screenshot } from '../support/electron.ts'
import { type Hands, handsOn, pictureFailures } from '../support/hands.ts'
import { projectOf } from '../support/project.ts'
import { fill } from '../support/scratch.ts'
import { waitFor } from '../support/wait-for.ts'

const service = (name: string, answer: string) => `import { Service } from 'patchbay'

export class ${name} extends Service {
  static serviceName = '${name.toLowerCase()}'

  handle() {
    this.response.payload = '${answer}'
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
  folder = mkdtempSync(join(tmpdir(), 'patchbay-outside-'))
  fill(folder, Object.fromEntries(toFiles(twoFlows(port))))
  running = await launchApp({ project: folder })
  running.page.setDefaultTimeout(20_000)
  hands = handsOn(running.page)
  await untilItAnswers('/ask', 'first')
  await untilItAnswers('/other', 'other')
})
afterAll(async () => {
  await running?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})
pictureFailures(() => running)

function twoFlows(port: number): Project {
  const small = projectOf({
    channels: [
      { name: 'Ask', type: 'rest', path: '/ask' },
      { name: 'Other', type: 'rest', path: '/other' },
    ],
    services: {
      'services/ask.ts': service('Ask', 'first'),
      'services/other.ts': service('Other', 'other'),
    },
    links: [['Ask', 'ask']],
  })
  const other = projectOf({ links: [['Other', 'other']] }).flows.main
  if (!other) throw new Error('No flow was made.')
  return {
    ...small,
    settings: { ...small.settings, http: { host: '127.0.0.1', port } },
    flows: { ...small.flows, second: { ...other, name: 'second' } },
  }
}

/** What a path answers: its text, or the status when that is not 200. undefined: nobody listens, as before the start. */
async function ask(path: string): Promise<string | number | undefined> {
  const answer = await fetch(`${address}${path}`).catch(() => undefined)
  if (!answer) return undefined
  const text = await answer.text()
  return answer.status === 200 ? text : answer.status
}

const untilItAnswers = (path: string, text: string) =>
  waitFor(
    () => ask(path),
    (answer) => answer === text,
  )

/** Empty when there is no such file. */
function onDisk(path: string): string {
  try {
    return readFileSync(join(folder, path), 'utf8')
  } catch {
    return ''
  }
}

/** Waits until a file holds this. */
const untilOnDisk = (path: string, text: string) =>
  waitFor(
    async () => onDisk(path),
    (found) => found === text,
  )

/** With the canvas having the keys: undo and redo of the whole project. */
async function press(keys: string): Promise<void> {
  await hands.canvas.click({ position: { x: 15, y: 15 } })
  await running.page.keyboard.press(keys)
}

const tab = (name: string) => running.page.getByRole('tab', { name, exact: true })

it('a service edited elsewhere runs, is seen in the open editor, and can be undone', async () => {
  const { page } = running
  const path = 'services/ask.ts'
  const first = onDisk(path)
  const second = service('Ask', 'second')
  await hands.card('ask').dblclick()
  await page.locator('.view-line', { hasText: "'first'" }).waitFor()
  fill(folder, { [path]: second })
  await page.locator('.view-line', { hasText: "'second'" }).waitFor()
  await untilItAnswers('/ask', 'second')
  await press('Control+Z')
  await page.locator('.view-line', { hasText: "'first'" }).waitFor()
  await untilItAnswers('/ask', 'first')
  await untilOnDisk(path, first)
  await press('Control+Shift+Z')
  await untilItAnswers('/ask', 'second')
  await untilOnDisk(path, second)
})

it('what is typed meanwhile stays, and so does what the other program wrote', async () => {
  const { page } = running
  await page.locator('.view-line', { hasText: "'second'" }).click()
  await page.keyboard.press('Home')
  await page.keyboard.type('// typed ')
  fill(folder, { 'services/other.ts': service('Other', 'theirs') })
  await page.keyboard.type('here ')
  await page.keyboard.press('Enter')
  await untilItAnswers('/other', 'theirs')
  await page.locator('.view-line', { hasText: '// typed here' }).waitFor()
  await waitFor(
    async () => onDisk('services/ask.ts'),
    (text) => text.includes('// typed here'),
  )
  expect(onDisk('services/other.ts')).toBe(service('Other', 'theirs'))
})

it('a flow removed elsewhere goes from the window, and comes back with undo', async () => {
  const { page } = running
  const path = 'flows/second.json'
  const before = onDisk(path)
  await tab('second').click()
  await hands.card('Other').first().waitFor()
  rmSync(join(folder, path))
  await tab('second').waitFor({ state: 'detached' })
  // Another flow is shown instead of nothing.
  await hands.card('Ask').first().waitFor()
  await waitFor(
    () => ask('/other'),
    (answer) => answer !== 'theirs',
  )
  await page.getByText('Removed outside: flows/second.json').waitFor()
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click()
  await tab('second').waitFor()
  await untilItAnswers('/other', 'theirs')
  await untilOnDisk(path, before)
})

it('a checkout of many files is one step', async () => {
  const was = new Map<string, string>()
  const files: Record<string, string> = {}
  for (const path of ['services/ask.ts', 'services/other.ts', 'channels/ask.json']) {
    was.set(path, onDisk(path))
  }
  files['services/ask.ts'] = service('Ask', 'branch')
  files['services/other.ts'] = service('Other', 'branch')
  // Laid out as no program of ours does it.
  const channel = JSON.parse(was.get('channels/ask.json') ?? '') as object
  files['channels/ask.json'] = JSON.stringify({ ...channel, path: '/branch' }, undefined, 6)
  for (let count = 0; count < 20; count++) {
    files[`services/more/s${count}.ts`] = service(`More${count}`, 'more')
  }
  // As git does it: away, then written anew.
  for (const path of was.keys()) rmSync(join(folder, path))
  fill(folder, files)
  await untilItAnswers('/branch', 'branch')
  await untilItAnswers('/other', 'branch')
  for (const [path, text] of Object.entries(files)) expect(onDisk(path)).toBe(text)
  await tab('main').click()
  await hands.card('Ask').getByText('/branch').first().waitFor()
  await screenshot(running.page, 'outside-checkout')

  await press('Control+Z')
  for (const [path, text] of was) await untilOnDisk(path, text)
  await waitFor(
    async () => Object.keys(files).filter((path) => !was.has(path) && onDisk(path) !== ''),
    (left) => left.length === 0,
  )
  await untilItAnswers('/ask', 'second')
  await press('Control+Shift+Z')
  for (const path of ['services/ask.ts', 'services/more/s7.ts']) {
    await untilOnDisk(path, files[path] ?? '')
  }
  await untilItAnswers('/branch', 'branch')
})

it('a file broken elsewhere is a problem with its line, and what ran goes on', async () => {
  const { page } = running
  const path = 'channels/ask.json'
  const good = onDisk(path)
  fill(folder, { [path]: '{\n  "name": "Ask",\n  "type": "rest"\n  "path": "/ask"\n}\n' })
  await hands.showDock('Problems')
  const problem = hands.problems.filter({ hasText: /\D4\D/ })
  await problem.first().waitFor()
  await screenshot(page, 'outside-broken')
  expect(await hands.stateOf('Ask')).toMatch(/^error/)
  expect(await ask('/branch')).toBe('branch')
  fill(folder, { [path]: good.replace('/branch', '/mended') })
  await problem.first().waitFor({ state: 'detached' })
  await untilItAnswers('/mended', 'branch')
  // One step back is what ran before it broke.
  await press('Control+Z')
  await untilItAnswers('/branch', 'branch')
  await waitFor(
    async () => onDisk(path),
    (text) => text.includes('"/branch"'),
  )
})

it('an edit of what another program broke waits, says so, and is written on demand', async () => {
  const { page } = running
  const path = 'channels/ask.json'
  const broken = '{ "name": "Ask", '
  fill(folder, { [path]: broken })
  await hands.problems.first().waitFor()
  await hands.card('Ask').click()
  await hands.setField('Path', '/by-hand')
  const banner = page.locator('.banner', { hasText: 'Not saved: channels/ask.json' })
  await banner.waitFor()
  await page.getByText('✕ not saved', { exact: true }).waitFor()
  await screenshot(page, 'outside-held-back')
  expect(onDisk(path)).toBe(broken)
  await banner.getByRole('button', { name: 'Write over it' }).click()
  await untilItAnswers('/by-hand', 'branch')
  await waitFor(
    async () => onDisk(path),
    (text) => text.includes('"/by-hand"'),
  )
  expect(JSON.parse(onDisk(path))).toMatchObject({ name: 'Ask', type: 'rest', path: '/by-hand' })
  await hands.saved()
  await banner.waitFor({ state: 'detached' })
  await hands.problems.filter({ hasText: 'FILE_NOT_JSON' }).waitFor({ state: 'detached' })
})
