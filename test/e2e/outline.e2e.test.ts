// A whole flow made, run and looked at from the outline, without a mouse and by what the window calls things to those who
// do not see it: channel, service, outgoing connection, reply.
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyProject } from '../../runtime/model/project.ts'
import { toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { seriousProblems } from '../support/axe.ts'
import { launchApp, type RunningApp } from '../support/electron.ts'
import { type Hands, handsOn, inBothThemes, pictureFailures } from '../support/hands.ts'
import { waitFor } from '../support/wait-for.ts'

let folder: string
let erp: Server
let running: RunningApp
let hands: Hands
let url: string
beforeAll(async () => {
  // What the flow calls: says back what it was sent, and that it was there.
  erp = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ erp: JSON.parse(Buffer.concat(parts).toString()) }))
  })
  erp.listen(0, '127.0.0.1')
  await once(erp, 'listening')
  folder = mkdtempSync(join(tmpdir(), 'patchbay-outline-'))
  const port = await freePort()
  url = `http://127.0.0.1:${port}/in`
  const project = emptyProject('By ear', 'outline')
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
})
afterAll(async () => {
  await running?.close()
  erp?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})
pictureFailures(() => running)

describe('the outline', () => {
  it('is where the keys go when it is asked for, empty too', async () => {
    await press('Control+Shift+O')
    await waitFor(focused, ({ role, label }) => role === 'tree' && label === 'Outline of Main')
  })

  it('adds nodes one after the other, each linked to the one before', async () => {
    await add('rest chan')
    await nameIt('Inbox')
    await waitFor(focused, ({ label }) => label.startsWith('channel Inbox'))
    await add('new service')
    await nameIt('pass.on')
    await waitFor(focused, ({ label }) => label.startsWith('service pass.on'))
    await add('outgoing rest')
    await nameIt('erp')
    await waitFor(focused, ({ label }) => label.startsWith('outgoing erp'))
    expect(await outline()).toMatch(/treeitem "link to pass.on"/)
    expect(await outline()).toMatch(/treeitem "link from pass.on"/)
  })

  it('links a reply, and says what was done', async () => {
    await press('l')
    await type('inbox')
    await press('Enter')
    await waitFor(outline, (text) => text.includes('treeitem "link replies to Inbox"'))
    await waitFor(focused, ({ label }) => label.startsWith('outgoing erp'))
    const { port } = erp.address() as AddressInfo
    await press('Enter')
    await intoField('URL', `http://127.0.0.1:${port}`)
    await press('Escape')
    await waitFor(focused, ({ label }) => label.startsWith('outgoing erp'))
  })

  it('goes from row to row, and over a link to its other end', async () => {
    await press('Home')
    await waitFor(focused, ({ label }) => label.startsWith('channel Inbox'))
    await press('ArrowRight')
    await waitFor(focused, ({ label }) => label === 'link to pass.on')
    await press('Enter')
    await waitFor(focused, ({ label }) => label.startsWith('service pass.on'))
    await press('ArrowLeft')
    await waitFor(outline, (text) => /treeitem "service pass.on[^"]*" \[/.test(text))
    await press('ArrowDown')
    await waitFor(focused, ({ label }) => label.startsWith('outgoing erp'))
    await press('Home')
  })

  it('configures a channel and moves it along the grid', async () => {
    await press('Enter')
    await intoField('Path', '/in')
    await press('Escape')
    await waitFor(focused, ({ label }) => label.startsWith('channel Inbox'))
    const before = spot('Inbox')
    await press('Control+ArrowDown')
    await waitFor(
      async () => spot('Inbox'),
      ({ y }) => y === before.y + 18,
    )
    await waitFor(focused, ({ label }) => label.includes(url))
  })

  it('has made a flow that runs, and its message is there', async () => {
    const answer = await fetch(url, { method: 'POST', body: '{"order":7}' })
    expect([answer.status, await answer.json()]).toEqual([200, { erp: { order: 7 } }])
    await hands.messages.first().waitFor()
    await inBothThemes(running.page, 'outline')
    expect(await seriousProblems(running.page)).toEqual([])
  })

  it('renames, disables, copies and deletes, and undo takes it back', async () => {
    await press('End')
    await press('ArrowLeft')
    await press('ArrowLeft')
    await waitFor(focused, ({ label }) => label.startsWith('outgoing erp'))
    await press('d')
    await waitFor(focused, ({ label }) => label.includes('Disabled'))
    await press('d')
    await press('F2')
    await type('ledger')
    await press('Enter')
    await press('Escape')
    await waitFor(focused, ({ label }) => label.startsWith('outgoing ledger'))
    await press('Delete')
    await waitFor(outline, (text) => !text.includes('outgoing ledger'))
    await waitFor(focused, ({ role }) => role === 'treeitem')
    await press('Control+Z')
    await waitFor(outline, (text) => text.includes('outgoing ledger'))
  })

  it('lets Tab leave', async () => {
    await press('Tab')
    await waitFor(focused, ({ role }) => role !== 'treeitem')
  })

  const press = (key: string) => running.page.keyboard.press(key)
  const type = (text: string) => running.page.keyboard.type(text)
  const outline = () => running.page.getByRole('tree').ariaSnapshot()

  async function add(words: string): Promise<void> {
    await press('Insert')
    await running.page.getByRole('dialog', { name: 'Add a node' }).waitFor()
    await type(words)
    await press('Enter')
  }

  async function nameIt(name: string): Promise<void> {
    await waitFor(focused, ({ label }) => label === 'Name')
    await type(name)
    await press('Enter')
    await press('Escape')
  }

  async function intoField(label: string, text: string): Promise<void> {
    for (let count = 0; count < 40 && (await focused()).label !== label; count++) await press('Tab')
    await press('Control+A')
    await type(text)
    await press('Enter')
  }

  const focused = () =>
    running.page.evaluate(() => {
      const element = document.activeElement
      return {
        role: element?.getAttribute('role') ?? '',
        label:
          element?.getAttribute('aria-label') ??
          (element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined) ??
          element?.textContent ??
          '',
      }
    })

  function spot(name: string): { x: number; y: number } {
    const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'))
    const nodes = read('flows/main.json').nodes as Record<string, { ref?: string }>
    const [id = ''] = Object.keys(nodes).filter((key) => nodes[key]?.ref === name)
    return read('flows/main.layout.json').nodes[id]
  }
})
