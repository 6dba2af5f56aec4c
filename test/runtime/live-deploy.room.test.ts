/**
 * Reconfiguration while requests run: no request may notice. Whole runtime, real sockets; the project changes under it
 * as a designer would change it.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { apply, edit } from '../../runtime/model/change.ts'
import type { Project } from '../../runtime/model/project.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { projectOf } from '../support/project.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function service(answer: string): string {
  return `import { Service } from 'patchbay'
export class Answer extends Service {
  static serviceName = 'answer'
  async handle() {
    await new Promise((resolve) => setTimeout(resolve, 5))
    this.response.payload = { answer: '${answer}' }
  }
}
`
}

const start = projectOf({
  channels: [{ name: 'ask', type: 'rest', path: '/ask', method: 'GET' }],
  services: { 'services/answer.ts': service('0') },
  links: [['ask', 'answer']],
})

async function running(project: Project) {
  const runtime = new Runtime({ http: { host: '127.0.0.1', port: 0 }, logLevel: 'silent' })
  closing.push(() => runtime.stop(1000))
  const report = await runtime.deploy({ project, revision: 1 })
  const address = () => {
    const found = runtime.status().objects.find(({ at }) => at.name === 'ask')?.address
    if (found === undefined) throw new Error('The channel has no address.')
    return found
  }
  return { runtime, report, address }
}

function withService(project: Project, source: string): Project {
  const path = 'services/answer.ts'
  return apply(project, {
    label: 'edit',
    edits: [edit(project, 'services', path, { path, source })],
  })
}

describe('a deploy', () => {
  test('loses nothing of 200 requests a second for 30 s with 30 deploys', async () => {
    const { runtime, address } = await running(start)
    const url = address()
    const seen = new Set<string>()
    const failed: unknown[] = []
    let sent = 0
    const pending: Promise<void>[] = []
    const ask = async () => {
      try {
        const answer = await fetch(url)
        const { answer: text } = (await answer.json()) as { answer: string }
        if (answer.status !== 200) failed.push(answer.status)
        seen.add(text)
      } catch (error) {
        failed.push(error)
      }
    }
    const sender = setInterval(() => {
      sent++
      pending.push(ask())
    }, 5)
    let project = start
    for (let round = 1; round <= 30; round++) {
      const began = performance.now()
      project = withService(project, service(String(round)))
      const report = await runtime.deploy({ project, revision: round + 1 })
      expect(report.problems).toEqual([])
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, 1000 - (performance.now() - began))),
      )
    }
    clearInterval(sender)
    await Promise.all(pending)
    expect(failed).toEqual([])
    expect(sent).toBeGreaterThan(1000)
    expect(runtime.counters.of({ collection: 'channels', name: 'ask' }).total).toBe(sent)
    // Each version answered something: the deploys did go live one by one.
    expect(seen.size).toBeGreaterThanOrEqual(30)
  }, 90_000)

  test('keeps the last good service when the new one does not compile, and says where', async () => {
    const { runtime, address } = await running(start)
    const broken = withService(start, service('1').replace('async handle() {', 'async handle( {'))
    const report = await runtime.deploy({ project: broken, revision: 2 })
    expect(report.problems).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        at: expect.objectContaining({
          collection: 'services',
          name: 'services/answer.ts',
          line: 5,
        }),
      }),
    )
    expect(await (await fetch(address())).json()).toEqual({ answer: '0' })
    await runtime.deploy({ project: withService(start, service('2')), revision: 3 })
    expect(await (await fetch(address())).json()).toEqual({ answer: '2' })
  })

  test('moves a channel to another path; the old one is gone', async () => {
    const { runtime, address } = await running(start)
    const before = address()
    const channel = { ...start.channels.ask, path: '/moved' } as Project['channels'][string]
    const moved = apply(start, { label: 'move', edits: [edit(start, 'channels', 'ask', channel)] })
    await runtime.deploy({ project: moved, revision: 2 })
    expect((await fetch(before)).status).toBe(404)
    expect((await fetch(address())).status).toBe(200)
    expect(address().endsWith('/moved')).toBe(true)
  })

  test('a request in hand ends on the version it began on', async () => {
    const slow = service('old').replace(
      'setTimeout(resolve, 5)',
      '(globalThis as any).go = resolve',
    )
    const { runtime, address } = await running(withService(start, slow))
    const asked = fetch(address())
    await expect.poll(() => typeof (globalThis as { go?: unknown }).go).toBe('function')
    await runtime.deploy({ project: withService(start, service('new')), revision: 2 })
    expect(await (await fetch(address())).json()).toEqual({ answer: 'new' })
    ;(globalThis as unknown as { go: () => void }).go()
    expect(await (await asked).json()).toEqual({ answer: 'old' })
  })

  test('touches only what differs', async () => {
    const { runtime } = await running(start)
    const same = await runtime.deploy({ project: structuredClone(start), revision: 2 })
    expect(same.touched).toEqual([])
    const changed = await runtime.deploy({ project: withService(start, service('1')), revision: 3 })
    expect(changed.touched).toEqual(['services/services/answer.ts'])
  })

  test('based on another revision than the one that runs is refused, and changes nothing', async () => {
    const { runtime } = await running(start)
    const stale = runtime.deploy({
      project: withService(start, service('1')),
      revision: 9,
      base: 7,
    })
    await expect(stale).rejects.toMatchObject({ code: 'DEPLOY_STALE' })
    expect(runtime.status().revision).toBe(1)
  })
})

describe('what can go wrong', () => {
  test('a service that throws is a 500 with the cid and no stack, and the whole error inside', async () => {
    const throwing = service('x').replace(
      "this.response.payload = { answer: 'x' }",
      "throw new Error('secret detail')",
    )
    const { runtime, address } = await running(withService(start, throwing))
    const answer = await fetch(address())
    const text = await answer.text()
    expect(answer.status).toBe(500)
    expect(text).not.toContain('secret detail')
    const cid = answer.headers.get('x-patchbay-cid') ?? ''
    expect(text).toContain(cid)
    const detail = runtime.inspector.exchange(cid)
    expect(detail?.failure).toMatchObject({
      code: 'SERVICE_THREW',
      at: { name: 'services/answer.ts', line: 6 },
    })
    expect(detail?.failure?.stack).toContain('services/answer.ts:6')
    expect(detail?.steps.map(({ name, state }) => [name, state])).toEqual([
      ['ask', 'failed'],
      ['answer', 'failed'],
    ])
  })

  test('a service that hangs is answered 504, and does not hold its deploy', async () => {
    const hanging = service('x').replace('setTimeout(resolve, 5)', 'void resolve')
    const quick = withService(start, hanging)
    const channel = { ...start.channels.ask, timeout: 0.2 } as Project['channels'][string]
    const { runtime, address } = await running(
      apply(quick, { label: 'edit', edits: [edit(quick, 'channels', 'ask', channel)] }),
    )
    const asked = fetch(address())
    await expect.poll(() => runtime.inspector.open.size).toBe(1)
    const old = runtime.deployed?.live
    await runtime.deploy({ project: withService(start, service('new')), revision: 2 })
    expect((await asked).status).toBe(504)
    expect(old?.isFree).toBe(true)
  })

  test('a channel that is linked to nothing says so', async () => {
    const { address } = await running({ ...start, flows: {} })
    const answer = await fetch(address())
    expect(answer.status).toBe(501)
  })

  test('stopping finishes what is in hand and refuses the rest', async () => {
    const gate = globalThis as unknown as { go: (() => void) | undefined }
    gate.go = undefined
    const slow = service('0').replace('setTimeout(resolve, 5)', '(globalThis as any).go = resolve')
    const { runtime, address } = await running(withService(start, slow))
    const url = address()
    const asked = fetch(url)
    await expect.poll(() => typeof gate.go).toBe('function')
    const stopped = runtime.stop(5000)
    ;(gate.go as unknown as () => void)()
    await stopped
    expect((await asked).status).toBe(200)
    await expect(fetch(url)).rejects.toThrow()
  })
})

describe('a message that a channel refuses', () => {
  test('shows with its reason, before any node', async () => {
    const posts = projectOf({
      channels: [{ name: 'ask', type: 'rest', path: '/ask', method: 'POST', dataFormat: 'json' }],
      services: { 'services/answer.ts': service('0') },
      links: [['ask', 'answer']],
    })
    const { runtime, address } = await running(posts)
    const answer = await fetch(address(), { method: 'POST', body: '{"a":' })
    expect(answer.status).toBe(400)
    const detail = runtime.inspector.exchange(answer.headers.get('x-patchbay-cid') ?? '')
    expect(detail).toMatchObject({
      channel: 'ask',
      outcome: 'failed',
      answer: '400',
      failure: { code: 'MESSAGE_NOT_JSON', details: { line: 1, column: 6 } },
    })
    expect(detail?.steps).toHaveLength(1)
  })
})
