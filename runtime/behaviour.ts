/**
 * What a draft would do otherwise than what happened: the last exchanges once more, in a rehearsal of the draft, with the
 * answers that were recorded. Each is run twice, so that what moves from run to run is not taken for a difference.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { maskedGroup } from './masked-proofs.ts'
import { toFailure } from './model/failure.ts'
import type { Project } from './model/project.ts'
import type { BehaviourReport, BehaviourRequest } from './model/proving.ts'
import type { ExchangeSummary } from './model/trace.ts'
import { type Cause, causeOf } from './proving/cause.ts'
import { groupsOf, type Parted } from './proving/groups.ts'
import { causesOf } from './proving/journey.ts'
import type { Recording } from './proving/recording.ts'
import { Ways } from './proving/ways.ts'
import { isRefused, recordingFor } from './recordings.ts'
import { Rehearsal } from './rehearsal.ts'
import { runAgain } from './rerun.ts'
import type { Runtime } from './runtime.ts'

const usual = 200
const page = 2000
/** Its end says nothing of the code. */
const cutOff = new Set(['CALLER_GONE', 'RUNTIME_STOPPING'])

export interface Proceeding {
  signal: AbortSignal
  /** How many of how many are done. */
  tell(done: number, total: number): void
}

export async function behaviourOf(
  runtime: Runtime,
  { project: draft, channel, limit = usual }: Omit<BehaviourRequest, 'id'>,
  { signal, tell }: Proceeding,
): Promise<BehaviourReport> {
  const began = performance.now()
  const then = runtime.deployed?.project
  const project = draft ?? then
  const skipped = new Map<string, number>()
  const parted: Parted[] = []
  let ran = 0
  if (project && then) {
    const passed = await lastOf(runtime, { channel, limit })
    const ways = new Ways(then, project)
    const rehearsal = await Rehearsal.open(project, {
      folder: runtime.options.folder,
      beside: runtime,
    })
    try {
      for (const [index, { cid }] of passed.entries()) {
        if (signal.aborted) break
        const outcome = await compared(runtime, cid, { rehearsal, ways, project, signal })
        if (signal.aborted) break
        if (typeof outcome === 'string') skipped.set(outcome, (skipped.get(outcome) ?? 0) + 1)
        else {
          ran++
          if (outcome.length > 0) parted.push({ cid, causes: outcome })
        }
        tell(index + 1, passed.length)
        // Real messages come in between.
        await turn()
      }
    } finally {
      await rehearsal.close()
    }
  }
  return {
    ...{ ran, same: ran - parted.length, different: parted.length },
    skipped: [...skipped].map(([reason, count]) => ({ reason, count })),
    groups: groupsOf(parted).map((group) => maskedGroup(group, runtime.inspector.redactor)),
    took: performance.now() - began,
    isCancelled: signal.aborted,
  }
}

/** Oldest first, as they came: what code remembers from message to message builds up alike. */
async function lastOf(
  runtime: Runtime,
  { channel, limit }: { channel: string | undefined; limit: number },
): Promise<ExchangeSummary[]> {
  const found: ExchangeSummary[] = []
  let before: number | undefined
  while (found.length < limit) {
    const query = { limit: page, ...(channel === undefined ? {} : { channel }) }
    const some = await runtime.past.exchanges({
      ...query,
      ...(before === undefined ? {} : { before }),
    })
    found.push(...some.filter(({ outcome, replayOf }) => outcome !== 'open' && !replayOf))
    const last = some.at(-1)
    if (!last || last.seq === before || some.length < page) break
    before = last.seq
  }
  return found.slice(0, limit).reverse()
}

interface Comparing {
  rehearsal: Rehearsal
  ways: Ways
  project: Project
  signal: AbortSignal
}

/** What its nodes do otherwise; a text: why it was not run. */
async function compared(
  runtime: Runtime,
  cid: string,
  { rehearsal, ways, project, signal }: Comparing,
): Promise<readonly Cause[] | string> {
  const recording = await recordingFor(runtime, cid)
  if (!recording) return 'it is no longer kept'
  const reason = whyNot(recording, project)
  if (reason) return reason
  const closed = closedIn(rehearsal, project, recording)
  if (closed) return [closed]
  try {
    const actual = await runAgain(recording, rehearsal.runtime, signal)
    const again = await runAgain(recording, rehearsal.runtime, signal)
    return causesOf({ expected: recording, actual, again }, ways)
  } catch (thrown) {
    return toFailure(thrown).message
  }
}

function whyNot(recording: Recording, project: Project): string | undefined {
  const { channel, failure, why } = recording
  if (!Object.hasOwn(project.channels, channel)) return 'it came by no channel of the project'
  if (isRefused(recording)) return 'it was turned away by its channel, before the flow'
  if (failure && cutOff.has(failure.code)) return 'it was cut off before its end'
  return why[0]
}

/** A channel that takes nothing any more, or whose messages go nowhere. */
function closedIn(
  { runtime }: Rehearsal,
  project: Project,
  { channel }: Recording,
): Cause | undefined {
  const at = { collection: 'channels', name: channel } as const
  const parts = { pointer: '', expected: channel }
  if (!project.channels[channel]?.isActive)
    return causeOf(at, 'path', `The channel "${channel}" is switched off`, parts)
  if (runtime.deployed?.live.plans.byChannel.has(channel)) return undefined
  return causeOf(at, 'path', `The channel "${channel}" is linked to nothing`, parts)
}
