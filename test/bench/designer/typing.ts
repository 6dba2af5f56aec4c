/** Keys typed in the editor and in a form while 2,000 messages a second are watched: how long until each is to be seen. */
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Page } from 'playwright-core'
import { Agent, request } from 'undici'
import { bigProject } from '../../support/big-project.ts'
import { launchApp } from '../../support/electron.ts'
import { folderOf } from './folder.ts'

export interface Typed {
  where: string
  /** Milliseconds from the key to the picture that has it. */
  times: readonly number[]
  /** Messages answered in a second meanwhile. */
  rate: number
}

const wanted = 2_000
const text = 'const answer = 42 and more of it to be typed '

export async function measureTyping(): Promise<Typed[]> {
  const port = await freePort()
  const folder = folderOf(bigProject({ services: 1, connections: 1, port }))
  const running = await launchApp({ project: folder })
  try {
    const { page } = running
    page.setDefaultTimeout(60_000)
    const url = `http://127.0.0.1:${port}/things/0`
    await answering(url)
    const node = page.locator('.react-flow__node', { hasText: 'thing.0' })
    await node.dblclick()
    const editor = page.locator('.monaco-editor').first()
    await editor.waitFor()
    const load = startLoad(url)
    try {
      await editor.click()
      await page.keyboard.press('Control+End')
      const typed = [await typing(page, 'the editor', load)]
      await page.keyboard.press('Escape')
      await page.locator('.react-flow__node', { hasText: 'Channel 0' }).click()
      await page
        .getByRole('complementary', { name: 'Properties' })
        .getByLabel('Path')
        .first()
        .click()
      return [...typed, await typing(page, 'a form', load)]
    } finally {
      await load.stop()
    }
  } finally {
    await running.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function typing(page: Page, where: string, load: Load): Promise<Typed> {
  await page.evaluate(record)
  const [answered, began] = [load.answered(), performance.now()]
  // As a quick hand does it: eight keys a second would take too long to be quick about.
  await page.keyboard.type(text, { delay: 60 })
  const rate = ((load.answered() - answered) * 1000) / (performance.now() - began)
  const times = await page.evaluate(recorded)
  return { where, times, rate }
}

declare global {
  interface Window {
    typed?: { times: number[]; stop(): void }
  }
}

/** After the picture that follows the key there is a turn of the loop: then it has been handed over. */
function record(): void {
  const times: number[] = []
  const pressed = (event: Event) => {
    const { timeStamp } = event
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => times.push(performance.now() - timeStamp)
      port2.postMessage(undefined)
    })
  }
  window.addEventListener('keydown', pressed, true)
  window.typed = { times, stop: () => window.removeEventListener('keydown', pressed, true) }
}

function recorded(): number[] {
  window.typed?.stop()
  return window.typed?.times ?? []
}

interface Load {
  answered(): number
  stop(): Promise<void>
}

function startLoad(url: string): Load {
  const agent = new Agent({ connections: 30, pipelining: 1 })
  let answered = 0
  let open = 0
  let sent = 0
  const began = performance.now()
  const send = async () => {
    open++
    try {
      const { body } = await request(url, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"amount":1}',
      })
      await body.dump()
      answered++
    } catch {
      // A deploy of what was typed may close a connection: it counts as not answered.
    } finally {
      open--
    }
  }
  const timer = setInterval(() => {
    const due = ((performance.now() - began) * wanted) / 1000
    while (sent < due && open < 200) {
      sent++
      void send()
    }
    sent = Math.max(sent, Math.floor(due) - 200)
  }, 4)
  return {
    answered: () => answered,
    async stop() {
      clearInterval(timer)
      await agent.destroy()
    },
  }
}

async function answering(url: string): Promise<void> {
  const until = performance.now() + 60_000
  while (performance.now() < until) {
    const answer = await request(url, { method: 'POST', body: '{}' }).catch(() => undefined)
    await answer?.body.dump()
    if (answer?.statusCode === 200) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${url} did not answer.`)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
