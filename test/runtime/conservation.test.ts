/**
 * Nothing is lost and nothing is made: for random flows and random faults, what was accepted is done, failed or under way, at
 * every moment; each source is told once; what a node let out is what its links carried. Time goes by only when told to.
 */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Origin, Settled } from '../../runtime/message/exchange.ts'
import { Message } from '../../runtime/message/message.ts'
import { Failure } from '../../runtime/model/failure.ts'
import type { Flow, Link, Node } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { projectOf } from '../support/project.ts'

const service = (name: string, body: string) => `
export class ${name[0]?.toUpperCase()}${name.slice(1)} extends Service {
  static serviceName = '${name}'
  async handle() {
    const payload = this.request.payload as any
    this.response.payload = payload
    ${body}
  }
}`

const bodies = {
  plain: '',
  throws: "throw new Error('on purpose')",
  refuses: "throw new BadRequest('on purpose')",
  odd: "if (payload.n % 2) throw new Error('odd')",
  hangs: 'await new Promise(() => undefined)',
  listens:
    "await new Promise((_, reject) => this.signal.addEventListener('abort', () => reject(this.signal.reason)))",
  late: 'await new Promise((resolve) => setTimeout(resolve, 20))',
  calls: "await this.outgoing.rest.get('out').post('/x', payload)",
  asks: "await this.invoke('odd', payload)",
  aside: "this.invokeAsync('odd', payload)",
}

const source = `import { BadRequest, Service } from 'patchbay'
${Object.entries(bodies)
  .map(([name, body]) => service(name, body))
  .join('\n')}`

const channels = ['A', 'B']

const anyNode: fc.Arbitrary<Node> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        ref: fc.constantFrom(...Object.keys(bodies)),
        disabled: fc.constantFrom(false, false, false, true),
        timeout: fc.constantFrom(undefined, undefined, 10, 60),
        attempts: fc.constantFrom(1, 1, 2, 3),
      })
      .map(({ ref, disabled, timeout, attempts }): Node => {
        const waits = { delay: 5, factor: 2, maxDelay: 1000, jitter: 0, on: ['peer', 'defect'] }
        return {
          kind: 'service',
          ref,
          ...(disabled ? { disabled } : {}),
          ...(timeout === undefined ? {} : { timeout }),
          ...(attempts === 1 ? {} : { retry: { attempts, ...waits } }),
        } as Node
      }),
  },
  {
    weight: 2,
    arbitrary: fc.constant<Node>({ kind: 'outgoing', ref: 'out', call: { path: '/y' } }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Node>(
      { kind: 'block', type: 'filter', config: { condition: 'payload.n > 4' } },
      { kind: 'block', type: 'map', config: { expression: '{ "n": payload.n + 1 }' } },
      {
        kind: 'block',
        type: 'router',
        config: { cases: [{ id: 'low', label: 'low', condition: 'payload.n < 3' }] },
      },
    ),
  },
)

function portsOf(node: Node): string[] {
  if (node.kind === 'channel') return ['out']
  if (node.kind !== 'block') return ['out', 'error']
  if (node.type === 'filter') return ['out', 'rejected']
  return node.type === 'router' ? ['low', 'else'] : ['out']
}

/** Links lead forward only, or back to the channel's reply. */
const anyFlow: fc.Arbitrary<Flow> = fc
  .record({
    nodes: fc.array(anyNode, { minLength: 1, maxLength: 7 }),
    links: fc.array(fc.record({ from: fc.nat(8), port: fc.nat(1), to: fc.nat(8) }), {
      minLength: 2,
      maxLength: 14,
    }),
  })
  .map(({ nodes, links }) => {
    const all: Node[] = [...channels.map((ref): Node => ({ kind: 'channel', ref })), ...nodes]
    const known = new Map<string, Link>()
    const add = (from: number, port: string, to: number) => {
      const target = all[to]
      const link = {
        from: { node: `n${from}`, port },
        to: { node: `n${to}`, port: target?.kind === 'channel' ? 'reply' : 'in' },
      }
      known.set(`${from}.${port}-${to}`, link)
    }
    add(0, 'out', 2)
    add(1, 'out', all.length - 1)
    for (const { from, port, to } of links) {
      const ports = portsOf(all[from % all.length] as Node)
      const target = to % all.length
      const isBack = all[target]?.kind === 'channel'
      if (from % all.length < 2 && isBack) continue
      if (target > from % all.length || isBack) {
        add(from % all.length, ports[port % ports.length] ?? 'out', target)
      }
    }
    return {
      name: 'F',
      nodes: Object.fromEntries(all.map((node, index) => [`n${index}`, node])),
      links: Object.fromEntries([...known.values()].map((link, index) => [`l${index}`, link])),
    }
  })

interface Send {
  do: 'send'
  channel: string
  n: number
  /** Milliseconds. */
  timeout: number
  /** Its caller goes, so many milliseconds later. */
  goes: number | undefined
  /** Its source is told so many milliseconds after it could be; undefined: it needs no telling. */
  tells: number | undefined
  /** Its channel turns it away, before the flow. */
  isRefused: boolean
}

type Event = Send | { do: 'pass'; ms: number } | { do: 'deploy'; flow: Flow } | { do: 'stop' }

const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      channel: fc.constantFrom(...channels),
      n: fc.nat(9),
      timeout: fc.constantFrom(30, 100, 400),
      goes: fc.constantFrom(undefined, undefined, undefined, 0, 15, 60),
      tells: fc.constantFrom(undefined, 0, 0, 25),
      isRefused: fc.constantFrom(false, false, false, false, false, true),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deploy' as const), flow: anyFlow }) },
  { weight: 1, arbitrary: fc.constant({ do: 'stop' as const }) },
)

const anyRun = fc.record({
  flow: anyFlow,
  events: fc.array(anyEvent, { minLength: 1, maxLength: 30 }),
})

/** Each third call of the other side fails. */
function openRuntime(): Runtime {
  let calls = 0
  return new Runtime({
    logLevel: 'silent',
    isQuiet: true,
    rehearsal: {
      standIns: () => ({
        answer() {
          if (++calls % 3 === 0) throw new Failure('OUTGOING_UNREACHABLE', 'Nobody is there.')
          return new Message({
            raw: Buffer.from('{}'),
            format: 'json',
            properties: { status: 200 },
          })
        },
      }),
    },
  })
}

function projectWith(flow: Flow): Project {
  const project = projectOf({
    channels: channels.map((name) => ({
      name,
      type: 'rest',
      path: `/${name}`,
      dataFormat: 'json',
    })),
    connections: [{ name: 'out', type: 'rest', url: 'http://127.0.0.1:9' }],
    services: { 'services/all.ts': source },
  })
  return { ...project, flows: { F: flow } }
}

/** What the sources of messages see, beside what the runtime counts of them. */
class Books {
  readonly accepted = new Map(channels.map((name) => [name, 0]))
  readonly settles: number[] = []
  told = 0
  /** Sources that are to be told. */
  owed = 0
  rejected = 0
  refused = 0
  replied = 0

  constructor(readonly runtime: Runtime) {}

  send({ channel, n, timeout, goes, tells, isRefused }: Send): void {
    const index = this.settles.push(0) - 1
    const caller = new AbortController()
    const origin: Origin = { channel, cid: `c${index}`, timeout, signal: caller.signal }
    if (tells !== undefined) {
      this.owed++
      origin.settle = (failure, told) => {
        this.settles[index] = (this.settles[index] ?? 0) + 1
        const settled: Settled = { how: failure ? 'rejected' : 'acked', at: performance.now() }
        const tell = () => {
          this.told++
          told(settled)
        }
        if (tells === 0) tell()
        else setTimeout(tell, tells)
      }
    }
    if (goes !== undefined) setTimeout(() => caller.abort(), goes)
    this.accepted.set(channel, (this.accepted.get(channel) ?? 0) + 1)
    const message = new Message({ payload: { n }, format: 'json' })
    if (isRefused) {
      this.refused++
      this.runtime.refused(message, origin, new Failure('MESSAGE_NOT_JSON', 'Not JSON.'))
      return
    }
    this.runtime.deliver(message, origin).then(
      () => this.replied++,
      () => this.rejected++,
    )
  }

  /** At any moment. */
  check(): void {
    const { counters } = this.runtime
    let open = 0
    for (const [channel, accepted] of this.accepted) {
      const figure = counters.ofChannel(channel)
      expect(figure.total + figure.open).toBe(accepted)
      expect(figure.failed).toBeLessThanOrEqual(figure.total)
      open += figure.open
    }
    expect(this.runtime.underWayCount).toBe(open + counters.ofChannel('invoke').open)
    const settled = [...counters.settlements.values()].flatMap((counts) => [...counts.values()])
    expect(settled.reduce((sum, count) => sum + count, 0)).toBe(this.told)
    expect(Math.max(0, ...this.settles)).toBeLessThanOrEqual(1)
  }

  /** Nothing is under way any more: whoever waits has heard, and each source that is to be told has been, once. */
  checkAtTheEnd(): void {
    const accepted = [...this.accepted.values()].reduce((sum, count) => sum + count, 0)
    expect(this.replied + this.rejected + this.refused).toBe(accepted)
    const failed = channels.map((name) => this.runtime.counters.ofChannel(name).failed)
    expect(failed.reduce((sum, count) => sum + count, 0)).toBe(this.rejected + this.refused)
    expect(this.settles.filter((count) => count === 1).length).toBe(this.told)
    expect(this.told).toBe(this.owed)
  }
}

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('the messages of a runtime', () => {
  it('are done, failed or under way, all of them, at every moment', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async ({ flow, events }) => {
        const runtime = openRuntime()
        const { problems } = await runtime.deploy({ project: projectWith(flow), revision: 1 })
        expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
        const books = new Books(runtime)
        let stopping: Promise<void> | undefined
        let revision = 1
        for (const event of events) {
          if (event.do === 'stop') stopping ??= runtime.stop(50)
          else if (event.do === 'pass') await vi.advanceTimersByTimeAsync(event.ms)
          else if (event.do === 'send' && !stopping) books.send(event)
          else if (event.do === 'deploy' && !stopping) {
            await runtime.deploy({ project: projectWith(event.flow), revision: ++revision })
          }
          books.check()
        }
        for (let step = 0; step < 40; step++) {
          await vi.advanceTimersByTimeAsync(50)
          books.check()
        }
        expect(runtime.underWayCount).toBe(runtime.counters.ofChannel('invoke').open)
        books.checkAtTheEnd()
        if (revision === 1) checkLinks(runtime, flow)
        await (stopping ?? runtime.stop(1))
      }),
      { numRuns: 100 },
    )
  }, 120_000)
})

/** What a node let out is what its links carried, and what they carried is what came to the next. */
function checkLinks({ counters }: Runtime, flow: Flow): void {
  for (const [id, node] of Object.entries(flow.nodes)) {
    if (node.kind === 'channel' || node.disabled) continue
    const { total, failed, open } = counters.of({ collection: 'flows', name: 'F', node: id })
    const links = Object.entries(flow.links)
    const carried = (fits: (link: Link) => boolean) =>
      links.filter(([, link]) => fits(link)).map(([name]) => counters.ofLink('F', name).total)
    const came = carried(({ to }) => to.node === id).reduce((sum, count) => sum + count, 0)
    // An exchange that is over by then begins nothing new.
    expect(total + open).toBeLessThanOrEqual(came)
    if (node.kind === 'block') continue
    const outs = carried(({ from }) => from.node === id && from.port === 'out')
    const errors = carried(({ from }) => from.node === id && from.port === 'error')
    for (const count of outs) expect(count).toBe(total - failed)
    for (const count of errors) expect(count).toBe(failed)
  }
}
