/** The shop, running, with all it calls. */
import { expect, onTestFinished } from 'vitest'
import { Runtime, type RuntimeOptions } from '../../../../runtime/runtime.ts'
import { openOthers, shopOf } from './shop.ts'

export async function openShop(options: RuntimeOptions = {}) {
  const { address, asked } = await openOthers()
  const project = shopOf(address)
  const runtime = new Runtime({
    http: { host: '127.0.0.1', port: 0 },
    logLevel: 'silent',
    ...options,
  })
  onTestFinished(() => runtime.stop(200))
  const { problems } = await runtime.deploy({ project, revision: 1 })
  expect(problems).toEqual([])
  const channel = runtime.status().objects.find(({ address }) => address?.startsWith('http'))
  const { origin } = new URL(channel?.address ?? '')
  const send = async (path: string, body: unknown) => {
    const answer = await fetch(origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    const [newest] = runtime.inspector.exchanges({ limit: 1 })
    const text = await answer.text()
    return { status: answer.status, text, cid: newest?.cid ?? '' }
  }
  return { runtime, project, send, asked }
}
