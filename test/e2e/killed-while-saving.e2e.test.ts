// kill -9 of the whole app in the middle of saving, a hundred times over: the project always opens, and nothing that the
// app said is saved is lost. The saves go the way every edit goes, from the page through the gate to the disk.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { DesktopBridge } from '../../electron/desktop.ts'
import { readFolder } from '../../runtime/folder/read.ts'
import { fromFiles, toFiles } from '../../runtime/model/text.ts'
import { freePort } from '../peers/free-port.ts'
import { launchApp } from '../support/electron.ts'
import { handsOn } from '../support/hands.ts'
import { projectOf } from '../support/project.ts'
import { scratchFolder } from '../support/scratch.ts'

// What page.evaluate runs is in the page, where this is the preload's.
declare const window: Window & { patchbay: DesktopBridge }

const kills = 100
const path = 'services/counter.ts'
/** Long enough that a write is not one instant. */
const padding = `// ${'x'.repeat(120)}\n`.repeat(400)
const textOf = (count: number) => `// count ${count}\n${padding}// end ${count}\n`

it('loses nothing that was saved, and the project opens', async () => {
  const small = projectOf({
    channels: [{ name: 'ask', type: 'rest', path: '/ask' }],
    services: { [path]: textOf(0) },
  })
  const port = await freePort()
  const project = { ...small, settings: { ...small.settings, http: { host: '127.0.0.1', port } } }
  const folder = scratchFolder(Object.fromEntries(toFiles(project)))
  const userData = scratchFolder()
  let saved = 0
  for (let kill = 0; kill < kills; kill++) {
    const { app, page, close } = await launchApp({ project: folder, userData })
    const after = saved + 2 + (kill % 7)
    const reached = new Promise<void>((resolve) => {
      page.on('console', (line) => {
        const count = Number(/^saved (\d+)$/.exec(line.text())?.[1] ?? 0)
        saved = Math.max(saved, count)
        if (count >= after) resolve()
      })
    })
    const saving = page.evaluate(
      async ({ from, padding, path }) => {
        for (let count = from; ; count++) {
          const text = `// count ${count}\n${padding}// end ${count}\n`
          await window.patchbay.saveFiles([{ path, text }])
          console.log(`saved ${count}`)
        }
      },
      { from: saved + 1, padding, path },
    )
    saving.catch(() => undefined)
    await reached
    app.process().kill('SIGKILL')
    await close()

    const { project: found, problems } = fromFiles(await readFolder(folder))
    expect(problems).toEqual([])
    expect(Object.keys(found.channels)).toEqual(['ask'])
    const text = readFileSync(join(folder, path), 'utf8')
    const count = Number(/^\/\/ count (\d+)/.exec(text)?.[1])
    expect(text).toBe(textOf(count))
    expect(count).toBeGreaterThanOrEqual(saved)
    saved = count
  }
}, 600_000)

it('has what the window said is saved, at once after it said so', async () => {
  const port = await freePort()
  const small = projectOf({ channels: [{ name: 'ask', type: 'rest', path: '/ask-0' }], links: [] })
  const node = { kind: 'channel', ref: 'ask' } as const
  const project = {
    ...small,
    flows: { main: { name: 'main', nodes: { n1: node }, links: {} } },
    settings: { ...small.settings, http: { host: '127.0.0.1', port } },
  }
  const folder = scratchFolder(Object.fromEntries(toFiles(project)))
  const userData = scratchFolder()
  for (let kill = 1; kill <= 10; kill++) {
    const { app, page, close } = await launchApp({ project: folder, userData })
    page.setDefaultTimeout(20_000)
    const hands = handsOn(page)
    await hands.card('ask').click()
    // What the last life of the app said it had saved is there to be edited.
    expect(await hands.field('Path').inputValue()).toBe(`/ask-${kill - 1}`)
    await hands.setField('Path', `/ask-${kill}`)
    await hands.saved()
    app.process().kill('SIGKILL')
    await close()
    const { project: found, problems } = fromFiles(await readFolder(folder))
    expect([problems, found.channels.ask?.path]).toEqual([[], `/ask-${kill}`])
  }
}, 180_000)
