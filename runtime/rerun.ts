/** An exchange run once more: in a rehearsal with the answers that were recorded, or in the running runtime for real. */
import type { Plan, PlanLink, PlanNode } from './flow/plan.ts'
import type { Message } from './message/message.ts'
import { Failure, toFailure } from './model/failure.ts'
import { originAgain } from './proving/again.ts'
import { RecordedAnswers } from './proving/recorded-answers.ts'
import { type Recording, recordingOf } from './proving/recording.ts'
import type { Runtime } from './runtime.ts'

/** What of it is run, when that is not simply all of it as it was. */
export interface Part {
  /** The node it begins at. */
  from?: { flow: string; node: string } | undefined
  /** What goes in, there or at the start; left out: what did at the start. */
  carried?: Message | undefined
}

/**
 * Resolves when it is over, however it ended. Its cid is a new one.
 * @throws Failure when it cannot begin on what runs there, or is no longer kept by the time it ends.
 */
export async function runAgain(
  recording: Recording,
  runtime: Runtime,
  signal: AbortSignal,
  { from, carried = recording.message }: Part = {},
): Promise<Recording> {
  const live = runtime.deployed?.live
  const plan = live?.plans.byChannel.get(recording.channel)
  if (!live || !plan) throw notLinked(recording.channel)
  const cancel = new AbortController()
  const origin = originAgain(recording, cancel.signal)
  if (runtime.options.rehearsal) {
    const moment = { cid: origin.cid, began: Date.now(), took: origin.timeout }
    origin.standIns = new RecordedAnswers(recording, moment)
  }
  // At a node it is what was made of the message, beside which the message itself stays what it was.
  const message = from ? recording.message : carried
  const way = from ? planFrom(plan, live.plans.nodes, from) : plan
  const abort = () => cancel.abort(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    await runtime.open(live, way, message, origin, carried)
  } catch (thrown) {
    // Whatever an exchange fails with is kept with it.
    const failure = toFailure(thrown)
    if (failure.code === 'RUNTIME_STOPPING') throw failure
  } finally {
    signal.removeEventListener('abort', abort)
  }
  const kept = runtime.inspector.keptOf(origin.cid)
  if (!kept) throw new Failure('NOT_FOUND', 'It was run, and is no longer kept: too much else was.')
  return recordingOf(kept, () => undefined)
}

/** The plan as if its channel led to that node alone. Nothing is counted of the way there. */
function planFrom(plan: Plan, nodes: readonly PlanNode[], from: NonNullable<Part['from']>): Plan {
  const node = nodes.find(({ id, flow }) => id === from.node && flow === from.flow)
  const [start] = plan.starts
  if (!node || !start) throw nodeGone(from)
  const link: PlanLink = { index: -1, id: 'replay', flow: node.flow, to: node }
  return { ...plan, starts: [{ ...start, next: new Map([['out', [link]]]) }] }
}

function notLinked(channel: string): Failure {
  const words = `The channel "${channel}" is linked to nothing now, or is no longer there: its messages have nowhere to go.`
  return new Failure('CHANNEL_NOT_LINKED', words, { at: { collection: 'channels', name: channel } })
}

function nodeGone({ flow, node }: NonNullable<Part['from']>): Failure {
  const words = `The node "${node}" of the flow "${flow}" is no longer there. Replay from the start, or from another step.`
  return new Failure('NOT_FOUND', words, { at: { collection: 'flows', name: flow, node } })
}
