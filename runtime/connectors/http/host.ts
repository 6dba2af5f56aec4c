/**
 * All REST channels of a runtime: one listener, opened with the first channel, and the routes behind it. A swap is atomic
 * and never touches the socket, so no request fails because of a deploy.
 */
import { Failure, toFailure } from '../../model/failure.ts'
import type { ChannelHost, Condition, HostOptions, Spec } from '../connector.ts'
import { Admission } from './admission.ts'
import { Listener, type Times } from './listener.ts'
import { openRestChannel, type RestChannel } from './rest-channel.ts'
import { Routes } from './routes.ts'
import { Serving } from './serve.ts'
import { testFlow } from './test-flow.ts'
import { toRequest } from './test-request.ts'
import { testSocket } from './test-socket.ts'

export function openRestHost(options: HostOptions, times: Partial<Times> = {}): ChannelHost {
  const routes = new Routes()
  const serving = new Serving(routes, options, () => listener.clientCa())
  const admissions = new Map<string, Admission>()
  const listener = new Listener(options.http, {
    times,
    receive: (request, response, waits) => serving.receive(request, response, waits),
    onChange: () => tell(routes.channels()),
  })

  function tell(channels: Iterable<RestChannel>): void {
    for (const channel of channels) options.onCondition(channel.name, conditionOf(channel))
  }

  function conditionOf(channel: RestChannel): Condition {
    const holder = routes.holderOf(channel)
    if (holder && holder !== channel) return { state: 'failing', reason: taken(channel, holder) }
    const { address } = listener
    const { admission } = channel
    const condition = { ...listener.condition }
    if (address) condition.address = address + channel.path.text
    if (!admission.isOpen) condition.figures = admission.figures
    // It is served: to those that the definitions that can work know.
    if (admission.trouble && condition.state === 'ready') {
      condition.state = 'incomplete'
      condition.reason = admission.trouble.toData()
    }
    return condition
  }

  /** Before the channels that are closed are forgotten: a changed one is in both lists. */
  function open(spec: Spec): RestChannel {
    const admission = new Admission(spec, options.guard, admissions.get(spec.name))
    const channel = openRestChannel(spec, admission)
    admissions.set(spec.name, admission)
    return channel
  }

  function tryOpen(spec: Spec, conditions: Map<string, Condition>): RestChannel | undefined {
    try {
      return open(spec)
    } catch (thrown) {
      conditions.set(spec.name, { state: 'failing', reason: toFailure(thrown).toData() })
      return undefined
    }
  }

  return {
    async swap({ open: wanted, close }) {
      const conditions = new Map<string, Condition>()
      const channels: RestChannel[] = []
      for (const spec of wanted) {
        const channel = tryOpen(spec, conditions)
        if (channel) channels.push(channel)
      }
      const freed = routes.swap(close, channels)
      for (const name of close)
        if (!wanted.some((spec) => spec.name === name)) admissions.delete(name)
      if (routes.size > 0 && !options.isOffline) await listener.open()
      for (const channel of channels) conditions.set(channel.name, conditionOf(channel))
      tell(freed)
      return conditions
    },

    adopt: (http) => listener.adopt(http),

    async test(name, { via, values, contentType, body }, signal) {
      const line = { ...toRequest(values, body.length > 0 ? contentType : undefined), body }
      const { address } = listener
      if (via === 'flow') {
        const host = address ? new URL(address).host : 'localhost'
        return testFlow(name, { ...line, host }, { routes, doors: options, signal })
      }
      if (!address) throw notListening(name, listener.condition)
      return testSocket(address, line, signal)
    },

    leave() {
      serving.isLeaving = true
    },

    async close(signal) {
      serving.isClosing = true
      listener.stopTaking()
      if (serving.inHand > 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          serving.onIdle = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      }
      await listener.close(signal)
    },
  }
}

function notListening(name: string, { reason }: Condition): Failure {
  const why = reason ? `: ${reason.message}` : '.'
  const words = `The channel "${name}" cannot be reached over the network${why} Straight into the flow it can be tested all the same.`
  return new Failure('CHANNEL_UNREACHABLE', words, { at: { collection: 'channels', name } })
}

function taken({ name, method, path }: RestChannel, holder: RestChannel) {
  const words = `${method} ${path.text} is served by the channel "${holder.name}" already. Change one of the two paths.`
  const at = { collection: 'channels', name, field: 'path' } as const
  return new Failure('CHANNEL_PATH_TAKEN', words, { at }).toData()
}
