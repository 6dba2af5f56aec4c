/** Calls a service with no channel and no flow: an exchange of its own, on a plan of one node. */

import { Live } from './flow/live.ts'
import { channelActor, type Plan, type PlanLink, type PlanNode } from './flow/plan.ts'
import { newCid } from './message/cid.ts'
import type { Exchange, Origin } from './message/exchange.ts'
import { Message } from './message/message.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { Deployed, Runtime } from './runtime.ts'

/** What exchanges begun by an invocation show as their channel. */
export const invocation = 'invoke'
const timeLimit = 60_000

export async function invokeService(
  runtime: Runtime,
  name: string,
  message: Message,
  origin: Origin,
): Promise<Message> {
  const { deployed } = runtime
  const { plan, live } = planOf(runtime, deployed, name, origin.channel)
  return runtime.open(live, plan, message, origin)
}

/** For whoever asks from outside: never rejects. The answer is as the service gave it; in a failure secrets are masked. */
export async function invokeForAnswer(
  runtime: Runtime,
  name: string,
  payload: unknown,
): Promise<{
  cid: string
  payload: unknown
  failure?: ReturnType<ReturnType<typeof toFailure>['toData']>
}> {
  const cid = newCid()
  try {
    const message = new Message({
      payload,
      format: payload instanceof Uint8Array ? 'none' : 'json',
    })
    const origin = { channel: invocation, cid, timeout: timeLimit }
    const reply = await invokeService(runtime, name, message, origin)
    return { cid, payload: reply.payload }
  } catch (thrown) {
    const failure = runtime.inspector.redactor.failure(toFailure(thrown).toData(true))
    return { cid, payload: undefined, failure }
  }
}

/**
 * Starts it and does not wait: its failure is its own, and shows in its own exchange. One that holds the loop for good is
 * noted for the message of whoever started it all the same, since that would start it again.
 * @returns The cid.
 */
export function invokeAside(
  runtime: Runtime,
  name: string,
  payload: unknown,
  { origin }: Exchange,
): string {
  const cid = newCid()
  const { deployed } = runtime
  const { plan, live } = planOf(runtime, deployed, name, invocation)
  const { held, standIns } = origin
  const aside: Origin = { channel: invocation, cid, timeout: timeLimit }
  if (standIns) aside.standIns = standIns
  if (held) aside.held = (failure) => held.call(origin, failure)
  runtime.open(live, plan, messageOf(payload), aside).catch((failure: unknown) => {
    runtime.log.logger.warn({ cid, err: failure }, `"${name}", invoked on the side, failed.`)
  })
  return cid
}

function messageOf(payload: unknown): Message {
  const format = payload instanceof Uint8Array || typeof payload === 'string' ? 'none' : 'json'
  return new Message({ payload, format, properties: { invoked: true } })
}

function planOf(
  runtime: Runtime,
  deployed: Deployed | undefined,
  name: string,
  from: string,
): { plan: Plan; live: Live } {
  const at = { collection: 'services', name } as const
  if (!deployed) throw new Failure('SERVICE_NOT_FOUND', 'No project is deployed yet.')
  const { reach } = deployed
  const channel = channelActor(from)
  const common = { flow: '', timeout: undefined, retry: undefined, disabled: false, config: {} }
  const service: PlanNode = {
    index: 1,
    id: 'service',
    kind: 'service',
    ref: name,
    name,
    at,
    actor: { at, kind: 'service', name },
    next: new Map(),
    ...common,
  }
  const link: PlanLink = { index: 0, id: 'link', flow: '', to: service }
  const start: PlanNode = {
    index: 0,
    id: 'start',
    kind: 'channel',
    ref: from,
    name: from,
    at: channel.at,
    actor: channel,
    next: new Map([['out', [link]]]),
    ...common,
  }
  const plan: Plan = {
    channel: from,
    actor: channel,
    starts: [start],
    repliers: new Set([service]),
  }
  const { counters } = runtime
  const live = new Live({
    revision: deployed.revision,
    plans: { byChannel: new Map([[from, plan]]), nodes: [start, service], links: [link] },
    acts: [undefined, reach.service(name)],
    nodeFigures: [counters.of(start.at), counters.of(at)],
    linkCounts: [{ total: 0 }],
    figureOf: (place) => counters.of(place),
  })
  return { plan, live }
}
