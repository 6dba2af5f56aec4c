/**
 * What is known of an exchange that is over, in the form that everything which runs it again goes by: where it came from, what
 * went in, what the outside answered, what came out, and what passed each node. Made of what memory keeps, or the disk.
 * Its bytes are its own: the history may fill its slabs anew. Never shown as it is, since nothing in it is masked.
 */
import type { Kept } from '../inspector/history.ts'
import type { KeptBody } from '../inspector/kept-bodies.ts'
import { Message } from '../message/message.ts'
import { factsOf, type OriginFacts } from '../message/origin-facts.ts'
import type { FailureData } from '../model/failure.ts'
import type { Place } from '../model/place.ts'
import type { SettledAs, Step, StepState } from '../model/trace.ts'

export interface RecordedStep {
  id: number
  parent?: number
  /** A node of a flow; of a call by code the connection, of an invoked service its file. */
  at: Place
  kind: Step['kind']
  name: string
  /** The connection it called. */
  connection?: string
  label: string
  /** Milliseconds of one clock, whichever. */
  began: number
  ended: number
  state: StepState
  attempts: number
  failure?: FailureData
  /** What went into it; of a call what was sent. */
  in?: Message
  out?: Message
}

/** A call of a connection, by a node or by code. */
export interface RecordedCall {
  connection: string
  /** As its step shows it: `POST https://erp.local/bills`. */
  call: string
  attempts: number
  step: number
  /** The node that made it, or whose code did. */
  by: Place
  sent?: Message
  answer?: Message
  failure?: FailureData
}

export interface Recording {
  cid: string
  channel: string
  /** Epoch milliseconds. */
  began: number
  /** Milliseconds. */
  took: number
  /** What was sent on; empty when nothing was. */
  traceparent: string
  origin: OriginFacts
  /** As the channel took it. */
  message: Message
  outcome: 'done' | 'failed'
  reply?: Message
  failure?: FailureData
  /** How the source was told; `by`: the node or service that said so itself. */
  settled?: { how: SettledAs; by?: Place }
  /** In the order they began. */
  steps: readonly RecordedStep[]
  calls: readonly RecordedCall[]
  /** Running it again is running the very same. */
  isExact: boolean
  /** Why it is not: `its body is no longer kept`. */
  why: readonly string[]
}

/** Whose connection the node at a place is; undefined: nobody knows any more. */
export type ConnectionAt = (at: Place) => string | undefined

/** What memory keeps of an exchange. Bodies that nobody else will write over are taken as they are, whatever their size. */
export function recordingOf(kept: Kept, connectionAt: ConnectionAt): Recording {
  const messages = new Map<KeptBody, Message>()
  const messageAt = (index: number) => {
    const body = kept.bodies[index]
    if (!body) return undefined
    const message = messages.get(body) ?? messageOf(body)
    messages.set(body, message)
    return message
  }
  const steps = kept.steps.map(({ actor, failure, parent, isConfirmed: _, ...step }) => ({
    ...{ ...step, at: actor.at, kind: actor.kind, name: actor.name },
    ...(parent === undefined ? {} : { parent }),
    ...(failure ? { failure: failure.toData() } : {}),
    ...bodiesOf(messageAt(step.id * 2), messageAt(step.id * 2 + 1)),
    ...(actor.ref === undefined ? {} : { connection: actor.ref }),
  }))
  const { cid, channel, beganAt: began, took, traceparent, failure, settled, leftOut } = kept
  return recorded({
    ...{ cid, channel, began, took, traceparent, steps, connectionAt },
    origin: factsOf(kept.origin),
    ...(failure ? { failure: failure.toData() } : {}),
    ...(settled
      ? { settled: { how: settled.how, ...(settled.by ? { by: settled.by } : {}) } }
      : {}),
    why: [
      ...(leftOut > 0 ? [`${leftOut} of its steps are no longer kept`] : []),
      ...(kept.lost > 0 ? ['some of its bodies are no longer kept'] : []),
    ],
  })
}

export interface Known
  extends Omit<Recording, 'message' | 'outcome' | 'reply' | 'calls' | 'isExact'> {
  connectionAt: ConnectionAt
}

/** Completes what is known of an exchange with what follows from it. */
export function recorded({ connectionAt, steps: known, why, ...rest }: Known): Recording {
  const steps = known.map((step) => withConnection(step, connectionAt))
  const [first] = steps
  const message = first?.in
  const isOpen = steps.some(({ kind, state }) => kind === 'outgoing' && state === 'open')
  const reasons = [
    ...why,
    ...(message ? [] : ['its body is no longer kept']),
    ...(isOpen ? ['a call had no answer yet when it was over'] : []),
  ]
  return {
    ...rest,
    steps,
    message: message ?? new Message({ raw: Buffer.alloc(0) }),
    outcome: rest.failure ? 'failed' : 'done',
    ...(first?.out ? { reply: first.out } : {}),
    calls: steps.flatMap((step) => callsOf(step, steps)),
    isExact: reasons.length === 0,
    why: reasons,
  }
}

function withConnection(step: RecordedStep, connectionAt: ConnectionAt): RecordedStep {
  if (step.kind !== 'outgoing' || step.connection !== undefined) return step
  const { at } = step
  const connection = at.collection === 'connections' ? at.name : connectionAt(at)
  return connection === undefined ? step : { ...step, connection }
}

/** A node that failed before it called anything has no label: nothing of it reached the outside. */
function callsOf(step: RecordedStep, steps: readonly RecordedStep[]): RecordedCall[] {
  const { id, kind, connection, label, state, attempts, failure } = step
  if (kind !== 'outgoing' || connection === undefined || label === '' || state === 'open') return []
  return [
    {
      ...{ connection, call: label, attempts, step: id, by: nodeOf(step, steps).at },
      ...(step.in ? { sent: step.in } : {}),
      ...(step.out && !failure ? { answer: step.out } : {}),
      ...(failure ? { failure } : {}),
    },
  ]
}

function nodeOf(step: RecordedStep, steps: readonly RecordedStep[]): RecordedStep {
  const parent = steps.find(({ id }) => id === step.parent)
  return step.at.node === undefined && parent ? nodeOf(parent, steps) : step
}

function bodiesOf(sent: Message | undefined, out: Message | undefined) {
  return { ...(sent ? { in: sent } : {}), ...(out ? { out } : {}) }
}

function messageOf(body: KeptBody): Message {
  if (body.message) return body.message
  const { slab, offset, length, filling, format, contentType, headers, properties } = body
  const bytes = slab.subarray(offset, offset + length)
  return new Message({
    // A slab goes round; a buffer of its own stays what it is.
    raw: filling === 0 ? bytes : Buffer.from(bytes),
    ...{ format, headers, properties },
    ...(contentType === undefined ? {} : { contentType }),
  })
}
