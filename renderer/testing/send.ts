/** Sends the test of a channel: what is drawn is deployed first, the body goes in stretches, the answer is kept. */
import { Failure } from '../../runtime/model/failure.ts'
import type { TestAnswer } from '../../runtime/model/testing.ts'
import { control } from '../store/control.ts'
import { ensureDeployed } from '../store/deploy.ts'
import { failureOf } from '../store/failure.ts'
import { liveStore } from '../store/live.ts'
import { currentProject } from '../store/project.ts'
import { takeTyped } from '../store/save.ts'
import { contentTypeOf, lineOf, type TestDraft, testOf } from './draft.ts'
import { keepSent } from './keep.ts'
import { mostBody } from './past.ts'
import { draftFor, type Running, say, testingStore } from './store.ts'

/** Bytes. One of them is copied in a millisecond; the window goes on drawing in between. */
const stretch = 1024 * 1024

/** Those that somebody cancelled before the runtime had heard of them. */
const cancelled = new Set<string>()

export async function sendTest(channel: string): Promise<void> {
  takeTyped()
  const draft = draftFor(channel)
  const test = testOf(currentProject().channels[channel])
  if (!draft || !test || testingStore.getState().running[channel]) return
  const id = crypto.randomUUID()
  const at = Date.now()
  const trouble = test.trouble?.(draft.values)
  if (trouble) {
    const failure = new Failure('INPUT_MISSING', trouble.message, {
      details: { element: trouble.field },
    })
    show(channel, id, { ...unsent('failed'), failure: failure.toData() }, { at, notes: [] })
    return
  }
  const notes: string[] = []
  const run = (phase: Running['phase']) => setRunning(channel, { id, began: at, phase })
  run('deploying')
  say(channel, [])
  let answer: TestAnswer
  try {
    if (await ensureDeployed()) notes.push(...deployNotes())
    run('bringing')
    await bringBody(id, draft)
    run('waiting')
    const contentType = contentTypeOf(draft)
    const { via, values } = draft
    answer = cancelled.has(id)
      ? unsent('cancelled')
      : await control().test({ id, channel, via, values, ...(contentType ? { contentType } : {}) })
  } catch (thrown) {
    answer = cancelled.has(id)
      ? unsent('cancelled')
      : { ...unsent('failed'), failure: failureOf(thrown) }
  } finally {
    cancelled.delete(id)
    setRunning(channel, undefined)
  }
  show(channel, id, answer, { at, notes })
  const { file, ...kept } = draft
  keepSent({
    id,
    channel,
    at,
    line: lineOf(test, draft),
    draft: kept,
    ...(draft.format === 'file' && file ? { file: { name: file.name, size: file.size } } : {}),
    answer,
    body: await beginningOf(id, answer),
  })
}

/** Ends what is under way; nothing happens when nothing is. */
export async function cancelTest(channel: string): Promise<void> {
  const running = testingStore.getState().running[channel]
  if (!running) return
  cancelled.add(running.id)
  if (liveStore.getState().connected) await control().cancelTest(running.id)
}

async function bringBody(id: string, { format, text, file }: TestDraft): Promise<void> {
  if (format === 'none') return
  if (format === 'file' && !file) {
    throw new Failure('INPUT_MISSING', 'No file is chosen. Choose one, or another kind of body.')
  }
  const body = format === 'file' && file ? file : new Blob([text])
  for (let at = 0; at < body.size && !cancelled.has(id); at += stretch) {
    const bytes = await body.slice(at, at + stretch).arrayBuffer()
    await control().testBody(id, new Uint8Array(bytes))
  }
}

/** What is kept of the answer for later; the runtime has all of it for a while. */
async function beginningOf(
  id: string,
  { outcome, size }: TestAnswer,
): Promise<Uint8Array<ArrayBuffer>> {
  if (outcome !== 'answered' || size === 0) return new Uint8Array()
  try {
    const body = await control().testAnswer(id, { offset: 0, limit: mostBody })
    return new Uint8Array(body?.bytes ?? [])
  } catch {
    // The runtime has ended since: what is known of the answer is kept without.
    return new Uint8Array()
  }
}

function deployNotes(): string[] {
  const { deployed } = liveStore.getState()
  const broken = deployed?.problems.length ?? 0
  const notes = [`Deployed revision ${deployed?.revision ?? ''} first.`]
  if (broken > 0) {
    notes.push(
      `${broken === 1 ? 'One object is' : `${broken} objects are`} broken and run as they last were: see Problems.`,
    )
  }
  return notes
}

function unsent(outcome: 'failed' | 'cancelled'): TestAnswer {
  return { outcome, headers: [], size: 0, took: 0 }
}

function setRunning(channel: string, running: Running | undefined): void {
  testingStore.setState((state) => {
    const { [channel]: _, ...others } = state.running
    return { running: running ? { ...others, [channel]: running } : others }
  })
}

function show(
  channel: string,
  id: string,
  answer: TestAnswer,
  more: { at: number; notes: readonly string[] },
): void {
  testingStore.setState(({ results }) => ({
    results: { ...results, [channel]: { id, answer, ...more } },
  }))
}
