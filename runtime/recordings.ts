/** What is known of an exchange that is over, from memory as it was, else from the disk, masked and perhaps cut. */
import { Message } from './message/message.ts'
import type { Place } from './model/place.ts'
import { type RecordedStep, type Recording, recorded, recordingOf } from './proving/recording.ts'
import type { Runtime } from './runtime.ts'
import type { StoredMessages } from './store/store.ts'

/** undefined: nothing of it is kept any more. */
export async function recordingFor(runtime: Runtime, cid: string): Promise<Recording | undefined> {
  const connectionAt = (at: Place) => {
    const node = runtime.deployed?.project.flows[at.name]?.nodes[at.node ?? '']
    return node?.kind === 'outgoing' ? node.ref : undefined
  }
  const kept = runtime.inspector.keptOf(cid)
  if (kept) return recordingOf(kept, connectionAt)
  const stored = await runtime.past.messagesOf(cid)
  return stored && fromDisk(stored, connectionAt)
}

function fromDisk(
  { detail, origin, refs, bodies, isExact }: StoredMessages,
  connectionAt: (at: Place) => string | undefined,
): Recording {
  const messages = bodies.map(
    ({ format, contentType, headers, properties, bytes }) =>
      new Message({
        // It came from another thread as plain bytes.
        raw: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
        ...{ format, headers, properties },
        ...(contentType === undefined ? {} : { contentType }),
      }),
  )
  const at = (index: number) => messages[refs[index] ?? -1]
  const steps = detail.steps.map(
    ({ took = 0, bytesIn: _, bytesOut: __, ...step }): RecordedStep => {
      const [sent, out] = [at(step.id * 2), at(step.id * 2 + 1)]
      return {
        ...{ attempts: 1, ...step, ended: step.state === 'open' ? 0 : step.began + took },
        ...(sent ? { in: sent } : {}),
        ...(out ? { out } : {}),
      }
    },
  )
  const { cid, channel, began, took = 0, traceparent, failure, settlement, leftOut } = detail
  return recorded({
    ...{ cid, channel, began, took, traceparent, origin, steps, connectionAt },
    ...(failure ? { failure } : {}),
    ...(settlement
      ? { settled: { how: settlement.how, ...(settlement.by ? { by: settlement.by } : {}) } }
      : {}),
    why: [
      ...(leftOut > 0 ? ['it has more steps than are kept'] : []),
      ...(isExact
        ? []
        : ['it is only on the disk, where its secrets are masked or its bodies cut']),
    ],
  })
}

/** Was it turned away at its channel, before the flow began? */
export function isRefused({ steps, failure }: Recording): boolean {
  return failure !== undefined && steps.length === 1
}
