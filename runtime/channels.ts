/** The channels of a runtime: one host for each kind, and what each channel is doing. */

import type {
  ChannelHost,
  Condition,
  HostOptions,
  Spec,
  Tested,
  TestMessage,
} from './connectors/connector.ts'
import { definitionOf, standingTypes } from './connectors/definitions.ts'
import { connectorOf } from './connectors/kinds.ts'
import { foundationOf } from './foundation.ts'
import type { PeerView } from './model/control.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { Jobs } from './model/job.ts'
import type { Project, ProjectObject } from './model/project.ts'
import { type Secrets, specOf } from './specs.ts'

interface Known {
  /** As saved; the same object means that nothing changed (`reuse.ts`). */
  object: ProjectObject
  /** As it was when it was opened (`foundation.ts`). */
  foundation: string
  /** It would take messages that go nowhere: nothing is linked to it. */
  waits: boolean
  /** undefined: it is not with its host: off, or not complete. */
  spec: Spec | undefined
  type: string
}

interface Swap {
  open: Spec[]
  close: string[]
}

export class Channels {
  readonly conditions = new Map<string, Condition>()
  readonly #known = new Map<string, Known>()
  readonly #hosts = new Map<string, ChannelHost>()
  #options: HostOptions

  constructor(options: HostOptions) {
    this.#options = options
  }

  /** Makes the project's channels live, touching only those that changed. Returns their places. */
  async apply(saved: Project, secrets: Secrets, linked: ReadonlySet<string>): Promise<string[]> {
    const project = await this.#prepared(saved)
    const swaps = new Map<string, Swap>()
    const touched: string[] = []
    for (const [name, object] of Object.entries(project.channels)) {
      const before = this.#known.get(name)
      const foundation = foundationOf('channels', object, project, secrets)
      const waits = pulls(object.type) && !linked.has(name)
      const isSame = before?.object === object && before.foundation === foundation
      if (isSame && before.waits === waits) continue
      touched.push(name)
      if (before?.spec) swapOf(swaps, before.type).close.push(name)
      const spec = this.#specOf(project, name, secrets, waits)
      this.#known.set(name, { object, foundation, waits, spec: kept(spec), type: object.type })
      if (spec) swapOf(swaps, object.type).open.push(spec)
    }
    for (const [name, { spec, type }] of this.#known) {
      if (Object.hasOwn(project.channels, name)) continue
      touched.push(name)
      if (spec) swapOf(swaps, type).close.push(name)
      this.#known.delete(name)
      this.conditions.delete(name)
    }
    for (const [type, swap] of swaps) await this.#swap(type, swap)
    return touched.map((name) => `channels/${name}`)
  }

  /** Other settings of the listener: where a host cannot take them over, a new one takes all channels, then the old lets go. */
  async listen(http: HostOptions['http'], signal: AbortSignal): Promise<void> {
    if (JSON.stringify(http) === JSON.stringify(this.#options.http)) return
    const old = [...this.#hosts.entries()].filter(
      ([type, host]) => !pulls(type) && !host.adopt?.(http),
    )
    this.#options = { ...this.#options, http }
    for (const [type] of old) {
      this.#hosts.delete(type)
      const open = [...this.#known.values()].flatMap((known) =>
        known.type === type && known.spec ? [known.spec] : [],
      )
      await this.#swap(type, { open, close: [] })
    }
    await Promise.all(old.map(([, host]) => host.close(signal)))
  }

  /** undefined: there is no such channel, or its kind cannot ask its peer. @throws Failure. */
  async look(name: string, signal: AbortSignal): Promise<PeerView | undefined> {
    const known = this.#known.get(name)
    const host = known ? this.#hosts.get(known.type) : this.#keeper
    // Of a job there is something to tell while it is off, and when it is no channel.
    return known?.spec || host?.jobs ? host?.look?.(name, signal) : undefined
  }

  /** @throws Failure when the channel takes no messages now, or when none can be sent to its kind by hand. */
  async test(name: string, message: TestMessage, signal: AbortSignal): Promise<Tested> {
    const known = this.#known.get(name)
    const host = known?.spec ? this.#hosts.get(known.type) : undefined
    if (!host) throw this.#takesNone(name, known)
    if (host.test) return host.test(name, message, signal)
    const words = `Channels of type ${known?.type} cannot be tested by hand.`
    throw new Failure('CHANNEL_OFF', words, { at: { collection: 'channels', name } })
  }

  #takesNone(name: string, known: Known | undefined): Failure {
    const at = { collection: 'channels', name } as const
    if (!known) {
      return new Failure('CHANNEL_NOT_FOUND', `No channel "${name}" runs. Deploy it first.`, { at })
    }
    const { reason } = this.conditions.get(name) ?? {}
    if (reason) return Failure.fromData(reason)
    return new Failure('CHANNEL_OFF', `The channel "${name}" is off. Switch it on first.`, { at })
  }

  /** undefined: nothing of this project makes messages on a plan. */
  get jobs(): Jobs | undefined {
    return this.#keeper?.jobs
  }

  get #keeper(): ChannelHost | undefined {
    return [...this.#hosts.values()].find(({ jobs }) => jobs !== undefined)
  }

  leave(): void {
    for (const host of this.#hosts.values()) host.leave?.()
  }

  async close(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.close(signal)))
    this.#hosts.clear()
  }

  /** The project as it is to run: some kinds let their channels be changed while it does. */
  async #prepared(project: Project): Promise<Project> {
    for (const type of standingTypes) this.#hostOf(type)
    const changed: Record<string, ProjectObject> = {}
    for (const [type, host] of this.#hosts) {
      if (!host.prepare) continue
      const saved = Object.values(project.channels).filter((object) => object.type === type)
      for (const object of await host.prepare(saved)) {
        if (project.channels[object.name] !== object) changed[object.name] = object
      }
    }
    if (Object.keys(changed).length === 0) return project
    return { ...project, channels: { ...project.channels, ...changed } }
  }

  #specOf(project: Project, name: string, secrets: Secrets, waits: boolean): Spec | undefined {
    const object = project.channels[name]
    if (!object?.isActive) {
      this.conditions.set(name, { state: 'off' })
      return undefined
    }
    try {
      const spec = specOf('channels', object, { connections: project.connections, secrets })
      if (!waits) return spec
      throw new Failure(
        'CHANNEL_NOT_LINKED',
        `"${name}" takes no messages yet: link it to what is to be done with them.`,
        { at: { collection: 'channels', name } },
      )
    } catch (thrown) {
      this.conditions.set(name, { state: 'incomplete', reason: toFailure(thrown).toData() })
      return undefined
    }
  }

  async #swap(type: string, swap: Swap): Promise<void> {
    const host = this.#hostOf(type)
    if (!host) return
    for (const [name, condition] of await host.swap(swap)) this.conditions.set(name, condition)
  }

  #hostOf(type: string): ChannelHost | undefined {
    const host = this.#hosts.get(type) ?? connectorOf(type)?.channels?.(this.#options)
    if (host) this.#hosts.set(type, host)
    return host
  }
}

function pulls(type: string): boolean {
  return definitionOf(type)?.channel?.pulls ?? false
}

/** Hosts that pull are never opened anew, and have taken from it what they need: a thousand queues are as many copies. */
function kept(spec: Spec | undefined): Spec | undefined {
  return spec && pulls(spec.type) ? { name: spec.name, type: spec.type, values: {} } : spec
}

function swapOf(swaps: Map<string, Swap>, type: string): Swap {
  const swap = swaps.get(type) ?? { open: [], close: [] }
  swaps.set(type, swap)
  return swap
}
