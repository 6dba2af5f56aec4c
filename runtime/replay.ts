/**
 * Exchanges run once more on the project as it is deployed: with the answers that were recorded, in a rehearsal, or for real.
 * Real ones are exchanges like any other, and say whose replay they are; no broker of theirs is told anything.
 */
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import type { Proceeding } from './behaviour.ts'
import { maskedDifference } from './masked-proofs.ts'
import type { Message } from './message/message.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { Project } from './model/project.ts'
import type { Replayed, ReplayReport, ReplayRequest } from './model/proving.ts'
import { causesOf } from './proving/journey.ts'
import { outcomesDiffer } from './proving/outcomes-differ.ts'
import { givenTo, nodeStepOf, partFrom } from './proving/part-from.ts'
import type { Recording } from './proving/recording.ts'
import { Ways } from './proving/ways.ts'
import { isRefused, recordingFor } from './recordings.ts'
import { Rehearsal } from './rehearsal.ts'
import { type Part, runAgain } from './rerun.ts'
import type { Runtime } from './runtime.ts'

/** Under way at once where there is a rate, however slow they are. */
const mostAtOnce = 100
/** Up to so many, those that were rehearsed show among the messages too. */
const mostShown = 100

type Wanted = Omit<ReplayRequest, 'id'>

interface Stage {
  /** Where they were recorded, and where they run. */
  runtime: Runtime
  runs: Runtime
  ways: Ways
  signal: AbortSignal
}

/**
 * @param body What goes in instead, where it was edited.
 * @throws Failure PROJECT_NOT_OPEN when nothing is deployed.
 */
export async function replay(
  runtime: Runtime,
  request: Wanted,
  body: Buffer | undefined,
  { signal, tell }: Proceeding,
): Promise<ReplayReport> {
  const began = performance.now()
  const { cids, outgoing, rate } = request
  const project = runtime.deployed?.project
  if (!project) throw new Failure('PROJECT_NOT_OPEN', 'Nothing is deployed to replay messages on.')
  const rehearsal =
    outgoing === 'recorded' ? await rehearsalOf(project, runtime, cids.length) : undefined
  const stage = { runtime, runs: rehearsal?.runtime ?? runtime, ways: new Ways(project, project) }
  const all: (Replayed | undefined)[] = []
  let done = 0
  try {
    await paced(cids, { rate, signal }, async (cid, index) => {
      const replayed = await replayOne({ ...stage, signal }, cid, request, body)
      // What was cut off because it was cancelled says nothing.
      if (signal.aborted) return
      if (rehearsal && cids.length > mostShown) delete replayed.now
      all[index] = masked(replayed, runtime)
      tell(++done, cids.length)
    })
  } finally {
    await rehearsal?.close()
  }
  return {
    replayed: all.filter((replayed) => replayed !== undefined),
    took: performance.now() - began,
    isCancelled: signal.aborted,
  }
}

/** Of what is deployed. A few of its exchanges are shown beside the real ones, so that their journeys can be looked at. */
async function rehearsalOf(project: Project, runtime: Runtime, count: number): Promise<Rehearsal> {
  const rehearsal = await Rehearsal.open(project, {
    folder: runtime.options.folder,
    beside: runtime,
  })
  if (count > mostShown) return rehearsal
  const { onEnded } = rehearsal.runtime
  rehearsal.runtime.onEnded = (exchange) => {
    onEnded?.(exchange)
    if (exchange.origin.replayOf !== undefined) runtime.inspector.ended(exchange)
  }
  return rehearsal
}

/** One after the other, or so many a second. */
async function paced(
  cids: readonly string[],
  { rate, signal }: { rate: number | undefined; signal: AbortSignal },
  run: (cid: string, index: number) => Promise<void>,
): Promise<void> {
  const began = performance.now()
  const underWay = new Set<Promise<void>>()
  for (const [index, cid] of cids.entries()) {
    if (signal.aborted) break
    const running = run(cid, index).finally(() => underWay.delete(running))
    underWay.add(running)
    if (rate === undefined || underWay.size >= mostAtOnce) await Promise.race(underWay)
    const wait = rate === undefined ? 0 : began + ((index + 1) * 1000) / rate - performance.now()
    // Real messages come in between; who cancels does not wait for the next.
    await turn()
    if (wait > 0 && index < cids.length - 1) await pause(wait, undefined, { signal }).catch(() => 0)
  }
  await Promise.all(underWay)
}

async function replayOne(
  stage: Stage,
  cid: string,
  request: Wanted,
  body: Buffer | undefined,
): Promise<Replayed> {
  const { runtime, runs, ways, signal } = stage
  try {
    const recording = await recordingFor(runtime, cid)
    if (!recording)
      throw new Failure('NOT_FOUND', 'This message is no longer kept. Take a newer one.')
    const { expected, part } = partOf(recording, request, body, ways)
    const actual = await runAgain(recording, runs, signal, part)
    return await told({ cid, expected, actual }, ways, async () =>
      runs === runtime ? undefined : await runAgain(recording, runs, signal, part),
    )
  } catch (thrown) {
    return { cid, outcome: 'impossible', differences: [], failure: toFailure(thrown).toData() }
  }
}

/** What is run, and what that is compared with. @throws Failure when it cannot be. */
function partOf(
  recording: Recording,
  { step, edited, outgoing }: Wanted,
  body: Buffer | undefined,
  ways: Ways,
): { expected: Recording; part: Part } {
  const { channel, why } = recording
  const at = { collection: 'channels', name: channel } as const
  const needsNothing = edited?.hasBody && step === undefined && outgoing === 'real'
  if (why[0] && !needsNothing) {
    const words = `It cannot be replayed as it was: ${why[0]}.`
    throw new Failure('NOT_FOUND', words, { at })
  }
  if (isRefused(recording) && !edited) {
    const words = `The channel "${channel}" turned it away (${recording.failure?.code}): it never came into the flow. Send it again from the test pane.`
    throw new Failure('BAD_REQUEST', words, { at })
  }
  if (step === undefined) {
    return { expected: recording, part: { carried: editedOf(recording.message, edited, body) } }
  }
  const own = nodeStepOf(recording, step)
  const given = own && givenTo(recording, own, ways)
  if (!own?.at.node || !given) {
    throw new Failure('NOT_FOUND', `What went into step ${step} is not kept, or it is no node's.`, {
      at,
    })
  }
  return {
    expected: partFrom(recording, own, ways),
    part: {
      from: { flow: own.at.name, node: own.at.node },
      carried: editedOf(given, edited, body),
    },
  }
}

function editedOf(message: Message, edited: Wanted['edited'], body: Buffer | undefined): Message {
  if (!edited) return message
  const { contentType, headers, hasBody } = edited
  const {
    'content-length': _,
    'content-encoding': __,
    ...kept
  } = headers
    ? Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      )
    : { ...message.headers }
  return message.with({
    headers: contentType === undefined ? kept : { ...kept, 'content-type': contentType },
    ...(contentType === undefined ? {} : { contentType }),
    ...(hasBody ? { raw: body ?? Buffer.alloc(0) } : {}),
  })
}

interface Run {
  cid: string
  expected: Recording
  actual: Recording
}

/** @param once It is run once more when something is otherwise, to see what moves; not where that would have effects. */
async function told(
  { cid, expected, actual }: Run,
  ways: Ways,
  once: () => Promise<Recording | undefined>,
): Promise<Replayed> {
  let causes = causesOf({ expected, actual }, ways)
  let again: Recording | undefined
  if (causes.length > 0) {
    again = await once()
    if (again) causes = causesOf({ expected, actual, again }, ways)
  }
  const isFailed = actual.failure !== undefined && actual.failure.code !== expected.failure?.code
  return {
    ...{ cid, now: actual.cid },
    outcome: isFailed ? 'failed' : causes.length > 0 ? 'different' : 'same',
    differences: causes.length > 0 ? outcomesDiffer({ expected, actual, again }, causes) : [],
    ...(actual.failure ? { failure: actual.failure } : {}),
  }
}

function masked(replayed: Replayed, { inspector }: Runtime): Replayed {
  const { redactor } = inspector
  const { differences, failure } = replayed
  return {
    ...replayed,
    differences: differences.map((one) => maskedDifference(one, redactor)),
    ...(failure ? { failure: redactor.failure(failure) } : {}),
  }
}
