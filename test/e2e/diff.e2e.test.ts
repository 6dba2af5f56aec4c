// The project beside its last commit, in the real window: drawn, as fields and as text, walked
// through by keys, and taken back. The repository is made by the real git, and no byte of it changes.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Project } from '../../runtime/model/project.ts'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { seriousProblems } from '../support/axe.ts'
import { storeProject } from '../support/designer.ts'
import { launchApp, type RunningApp } from '../support/electron.ts'
import { type Hands, handsOn, inBothThemes, pictureFailures } from '../support/hands.ts'
import { waitFor } from '../support/wait-for.ts'

let root: string
let folder: string
let running: RunningApp
let hands: Hands
let before: Project

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'patchbay-diff-'))
  // A part of a repository, as projects often are.
  folder = join(root, 'apps/hub')
  const plain = storeProject()
  const http = { host: '127.0.0.1', port: await freePort() }
  before = { ...plain, settings: { ...plain.settings, http } }
  write(before)
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'The hub as it was')
  write(changed(before))
  running = await launchApp({ project: folder })
  running.page.setDefaultTimeout(20_000)
  hands = handsOn(running.page)
  await hands.canvas.waitFor()
})
afterAll(async () => {
  await running?.close()
  if (root) rmSync(root, { recursive: true, force: true })
})
pictureFailures(() => running)

describe('the comparison', () => {
  it('opens as a tab, on the last commit', async () => {
    await running.page.keyboard.press('Control+Alt+c')
    await list().waitFor()
    expect(
      await running.page.getByRole('tab', { name: 'Changes' }).getAttribute('aria-selected'),
    ).toBe('true')
    await running.page
      .getByLabel('Compared with')
      .getByText('The hub as it was')
      .first()
      .waitFor({ state: 'attached' })
    expect(await rows()).toEqual(['~Main', '~store.ts', '+Second', '~Store'])
  })

  it('draws what is new, gone and changed, nodes and links', async () => {
    expect(await marksOf('node')).toEqual({
      n1: 'changed',
      n2: 'changed',
      n3: 'removed',
      n4: 'added',
    })
    expect(await marksOf('edge')).toEqual({ l1: 'same', l2: 'removed', l3: 'added' })
    expect(await legend()).toEqual(['New', 'Changed', 'Gone'])
    await inBothThemes(running.page, 'diff-canvas')
    expect(await seriousProblems(running.page)).toEqual([])
  })

  it('is walked through by keys, from left to right and on to the next object', async () => {
    const seen: string[] = []
    for (let step = 0; step < 6; step++) {
      await running.page.keyboard.press('F7')
      seen.push(await current())
    }
    expect(seen).toEqual(['n1', 'n2', 'l3', 'l2', 'n3', 'n4'])
    await running.page.keyboard.press('F7')
    await running.page.locator('[aria-current="true"]', { hasText: 'store.ts' }).waitFor()
    await running.page.keyboard.press('Shift+F7')
    await waitFor(current, (id) => id === 'n4')
  })

  it('shows a service as two texts, beside each other or in one', async () => {
    await row('store.ts').click()
    const code = running.page.getByTestId('diff-code')
    await code.locator('.line-insert').first().waitFor()
    await code.locator('.monaco-diff-editor.side-by-side').waitFor()
    await inBothThemes(running.page, 'diff-code')
    await running.page.getByRole('button', { name: 'Side by side' }).click()
    await code.locator('.monaco-diff-editor:not(.side-by-side)').waitFor()
  })

  it('shows a channel field by field, only what differs', async () => {
    await row('Store').click()
    await inBothThemes(running.page, 'diff-fields')
    expect(await running.page.locator('.diff-fields tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^~\s*Path\s+\/store\s+\/stores$/),
    ])
  })

  it('follows each edit, and takes a change back that undo brings again', async () => {
    await running.page
      .getByRole('button', { name: 'Take back the change of Store', exact: true })
      .click()
    await waitFor(rows, (all) => !all.includes('~Store'))
    await waitFor(
      async () => JSON.parse(readFileSync(join(folder, 'channels/store.json'), 'utf8')).path,
      (path) => path === '/store',
    )
    await running.page.keyboard.press('Control+z')
    await waitFor(rows, (all) => all.includes('~Store'))
  })

  it('tells where nodes stand only when asked', async () => {
    await running.page.getByRole('switch', { name: 'Layout as well' }).click()
    await waitFor(
      async () => (await list().getByRole('heading').allInnerTexts()).join(),
      (words) => words.includes('Layout'),
    )
    await row('Main').first().click()
    await waitFor(legend, (all) => all.includes('Moved'))
    await running.page.getByRole('switch', { name: 'Layout as well' }).click()
  })

  it('compares with another folder as well', async () => {
    const other = mkdtempSync(join(root, 'other-'))
    write(changed(before), other)
    await running.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    }, other)
    await running.page.getByRole('button', { name: 'Another folder' }).click()
    await running.page.getByText(`Nothing differs from ${other}`).waitFor()
  })

  it('goes when a flow is chosen, and has left the repository as it was', async () => {
    await running.page.getByRole('tab', { name: 'Main' }).click()
    await hands.canvas.waitFor()
    const status = git('status', '--porcelain', '--no-optional-locks').toString()
    expect(status).toContain('apps/hub/channels/store.json')
    expect(readdirSync(join(root, '.git')).filter((name) => name.endsWith('.lock'))).toEqual([])
    expect(git('fsck', '--no-dangling')).toBe('')
  })
})

/** One of each: a node, link, channel and service that changed, came or went. */
function changed(project: Project): Project {
  const main = project.flows.Main
  const [file] = Object.values(project.services)
  if (!main || !file) throw new Error('The sample has no flow or no service.')
  const { n3: _gone, ...nodes } = main.nodes
  const { l2: _cut, ...links } = main.links
  return {
    ...project,
    channels: {
      Store: {
        ...project.channels.Store,
        name: 'Store',
        type: 'rest',
        isActive: true,
        path: '/stores',
      },
      Second: { name: 'Second', type: 'rest', isActive: true, path: '/second' },
    },
    services: { [file.path]: { ...file, source: file.source.replace("'/a'", "'/b'") } },
    flows: {
      Main: {
        ...main,
        nodes: {
          ...nodes,
          n4: { kind: 'block', type: 'map', config: { expression: 'payload.id' } },
        },
        links: {
          ...links,
          l3: { from: { node: 'n2', port: 'out' }, to: { node: 'n4', port: 'in' } },
        },
      },
    },
    layouts: {
      Main: { nodes: { n1: { x: 36, y: 36 }, n2: { x: 306, y: 54 }, n4: { x: 576, y: 216 } } },
    },
  }
}

function write(project: Project, into = folder): void {
  for (const [path, text] of toFiles(project)) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    writeFileSync(join(into, path), text)
  }
}

function git(...args: string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']
  return execFileSync('git', [...who, ...args.filter((each) => each !== '--no-optional-locks')], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_CONFIG_GLOBAL: '/dev/null' },
  })
}

function list() {
  return running.page.getByRole('navigation', { name: 'What differs' })
}

function row(name: string) {
  return list()
    .locator('.diff-row')
    .filter({ has: running.page.getByText(name, { exact: true }) })
}

async function rows(): Promise<string[]> {
  const texts = await list().locator('.diff-row').allInnerTexts()
  return texts.map((text) => text.replaceAll(/\s/g, ''))
}

async function legend(): Promise<string[]> {
  return running.page.getByRole('list', { name: 'Legend' }).getByRole('listitem').allInnerTexts()
}

/** By id: what the drawing says of each node or link. */
async function marksOf(what: 'node' | 'edge'): Promise<Record<string, string>> {
  const all = await running.page
    .locator(`.diff-canvas .react-flow__${what}`)
    .evaluateAll((found) =>
      found.map((each) => [
        each.getAttribute('data-id') ?? '',
        /diff-(same|added|changed|removed|moved)/.exec(each.getAttribute('class') ?? '')?.[1] ?? '',
      ]),
    )
  return Object.fromEntries(
    all.filter(([id]) => !id?.startsWith('use:') && !id?.startsWith('ghost')).sort(),
  )
}

function current(): Promise<string> {
  return running.page
    .locator('.diff-canvas .diff-current')
    .first()
    .getAttribute('data-id', { timeout: 5000 })
    .then(
      (id) => id ?? '',
      () => '',
    )
}
