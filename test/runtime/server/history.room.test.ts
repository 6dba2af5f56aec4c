/** A server that is told to keep messages on disk: they are there when it is gone, each worker's in a folder of its own. */
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Shelf } from '../../../runtime/store/shelf.ts'
import { quietPort } from '../../peers/free-port.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { helloProject, linked } from '../../support/served-project.ts'
import { startServer } from '../../support/server.ts'
import { waitFor } from '../../support/wait-for.ts'

const patient = { timeout: 120_000 }

async function sendTo(options: readonly string[], count: number): Promise<void> {
  const port = await quietPort()
  const project = helloProject(1, linked('hello', 'hello', { historyKeys: ['order_id'] }))
  const all = ['--port', String(port), '--no-watch', ...options]
  const server = startServer(scratchFolder(project), { options: all })
  // A connection of its own each time, so that workers take turns.
  const send = async (order_id: number) => {
    const headers = { 'content-type': 'application/json', connection: 'close' }
    const body = JSON.stringify({ order_id })
    return fetch(`http://127.0.0.1:${port}/hello`, { method: 'POST', headers, body }).then(
      ({ status }) => status,
      () => 0,
    )
  }
  await waitFor(
    () => send(0),
    (status) => status === 200,
  )
  for (let index = 1; index < count; index++) expect(await send(index)).toBe(200)
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
}

/** How many exchanges. */
function keptIn(folder: string): number {
  const shelf = new Shelf(folder, { megabytes: 10, days: 30 }, (words) => expect(words).toBe(''))
  onTestFinished(() => shelf.close())
  return shelf.kept
}

it('keeps its messages where it is told to', patient, async () => {
  const history = scratchFolder()
  await sendTo(['--history', history], 5)
  expect(keptIn(history)).toBe(5)
})

it('has a folder for each of its workers', patient, async () => {
  const history = scratchFolder()
  await sendTo(['--history', history, '--workers', '2'], 12)
  const kept = [1, 2].map((worker) => keptIn(join(history, `worker-${worker}`)))
  expect(kept[0]).toBeGreaterThan(0)
  expect((kept[0] ?? 0) + (kept[1] ?? 0)).toBe(12)
})
