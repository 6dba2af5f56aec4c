/** A saved test made of an exchange that was seen: run twice in rehearsals, so that what moves is masked, and once to prove it. */
import { definitionOf } from './connectors/definitions.ts'
import { Failure } from './model/failure.ts'
import type { Project } from './model/project.ts'
import type { Difference, ProposedTest } from './model/proving.ts'
import { type SavedTest, savedTestSchema } from './model/saved-test.ts'
import type { Moment } from './proving/moment.ts'
import { observed } from './proving/observed.ts'
import { expectationFrom, type Input, inputFrom, loosened } from './proving/propose.ts'
import { recordingFor } from './recordings.ts'
import { Rehearsal } from './rehearsal.ts'
import { type RunOptions, runTest, sent } from './run-tests.ts'
import type { Runtime } from './runtime.ts'

/** @throws Failure NOT_FOUND when the exchange is no longer kept; CHANNEL_NOT_FOUND when nobody takes such messages any more. */
export async function proposeTest(
  runtime: Runtime,
  { cid, name }: { cid: string; name: string },
  signal: AbortSignal,
): Promise<ProposedTest> {
  const recording = await recordingFor(runtime, cid)
  if (!recording)
    throw new Failure('NOT_FOUND', 'That exchange is no longer kept. Take a newer one.')
  const project = deployedOf(runtime)
  const object = project.channels[recording.channel]
  if (!object) {
    const words = `The project has no channel "${recording.channel}" any more, so nothing of it can be tested.`
    throw new Failure('CHANNEL_NOT_FOUND', words)
  }
  const notes = new Set<string>()
  const note = (words: string) => void notes.add(words)
  const { redactor: conceal } = runtime.inspector
  const definition = definitionOf(object.type)?.channel?.test
  const input = inputFrom(recording, definition, { conceal, note })

  const options = { folder: runtime.options.folder, beside: runtime, signal }
  const loose = { ...input, answers: loosened(input.answers) }
  const first = await runOnce(project, loose, options)
  const second = await runOnce(project, loose, options)
  for (const words of first.missing) note(words)
  const { expect, masks } = expectationFrom({
    ...{ first: first.came, second: second.came, moment: first.moment },
    ...{ recording, conceal, note },
  })
  const answers = input.answers.map((answer, index) => {
    const call = callOf(expect, input, index)
    return call === undefined ? answer : { ...answer, call }
  })
  const test = savedTestSchema.parse({
    name,
    ...input,
    answers,
    expect,
    masks: [...new Set(masks)],
  })
  const proven = await proved(project, test, options, note)
  return { test: proven, notes: [...notes] }
}

/** What must hold at once; what does not moves in a way that two runs did not show. */
async function proved(
  project: Project,
  test: SavedTest,
  options: RunOptions,
  note: (words: string) => void,
): Promise<SavedTest> {
  let next = test
  for (let run = 0; run < 3; run++) {
    const { outcome, differences, failure } = await runTest(project, next, options)
    if (outcome === 'passed' || options.signal.aborted) return next
    if (outcome === 'error' && failure) throw Failure.fromData(failure)
    const more = differences.filter(isMaskable).map(({ pointer }) => pointer)
    if (more.length === 0) {
      note(`It does not pass as it is: ${differences.map(({ words }) => words).join(' ')}`)
      return next
    }
    next = { ...next, masks: [...new Set([...next.masks, ...more])] }
  }
  note('It comes out otherwise each time: look at what is masked.')
  return next
}

function isMaskable({ pointer, expected, actual }: Difference): boolean {
  return (
    expected !== undefined &&
    actual !== undefined &&
    /^\/(body|headers|deliveries\/\d)/.test(pointer)
  )
}

async function runOnce(project: Project, input: Input, options: RunOptions) {
  const rehearsal = await Rehearsal.open(project, options)
  const began = Date.now()
  try {
    const came = await sent(rehearsal, project, input, options.signal)
    options.signal.throwIfAborted()
    if (!came.exchange) throw came.failure ?? new Failure('DEFECT', 'Nothing came of it.')
    const { cid } = came.exchange.origin
    const moment: Moment = { cid, began, took: Date.now() - began }
    const missing = came.calls.flatMap(({ answer }) =>
      answer instanceof Failure && answer.code === 'STAND_IN_MISSING' ? [answer.message] : [],
    )
    return { came: observed(came), moment, missing }
  } finally {
    await rehearsal.close()
  }
}

/** The call that an answer was for, with `*` where it moves: the one of the same place in the order of its connection. */
function callOf({ deliveries = [] }: SavedTest['expect'], { answers }: Input, index: number) {
  const { connection, call = '' } = answers[index] ?? { connection: '' }
  const before = answers.slice(0, index).filter((one) => one.connection === connection)
  const place = before.reduce((sum, { times }) => sum + (times ?? 1), 0)
  const made = deliveries.filter((one) => one.connection === connection)[place]
  const verb = call.split(' ', 1)[0]
  return made?.call?.startsWith(`${verb} `) ? made.call : undefined
}

function deployedOf({ deployed }: Runtime): Project {
  if (deployed) return deployed.project
  throw new Failure('CHANNEL_NOT_FOUND', 'Nothing is deployed yet.')
}
