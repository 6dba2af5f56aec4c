/**
 * What the test pane shows: which channel, its draft, what runs, what came of it, and the sends before. Kept beside the
 * project and never part of it; a draft lives as long as the window, what was sent longer.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { TestAnswer } from '../../runtime/model/testing.ts'
import { currentProject } from '../store/project.ts'
import { servicesOf } from '../store/services.ts'
import { firstDraft, type TestDraft, testOf } from './draft.ts'
import { draftOf, notesOn, type Sent } from './past.ts'
import { sampleFor } from './sample.ts'

export interface Running {
  id: string
  /** Epoch milliseconds. */
  began: number
  /** deploying: what is on the canvas is not what runs yet. */
  phase: 'deploying' | 'bringing' | 'waiting'
}

export interface Result {
  id: string
  answer: TestAnswer
  at: number
  /** What was done first, and what the caller should know: `Deployed revision 7 first.` */
  notes: readonly string[]
  /** Of a send of the past: its body, as it was kept. Left out: the runtime has it. */
  body?: Uint8Array<ArrayBuffer>
}

export interface TestingState {
  /** By channel name. */
  drafts: Readonly<Record<string, TestDraft>>
  channel: string | undefined
  running: Readonly<Record<string, Running>>
  results: Readonly<Record<string, Result>>
  /** Said over the form until the next send: what a pasted command left out. */
  notes: Readonly<Record<string, readonly string[]>>
  /** Of this project, newest first. */
  past: readonly Sent[]
  showPast: boolean
  /** The form wants the caret; a new object each time. */
  wanted: object | undefined
  /** Ids of the two that are compared, or the first of them. */
  compared: readonly string[]
}

export const nothingTested: TestingState = {
  drafts: {},
  channel: undefined,
  running: {},
  results: {},
  notes: {},
  past: [],
  showPast: false,
  wanted: undefined,
  compared: [],
}

export const testingStore = createStore<TestingState>(() => nothingTested)

export function useTesting<T>(select: (state: TestingState) => T): T {
  return useStore(testingStore, select)
}

/** The names of the channels that can be tested. */
export function testable(): string[] {
  return Object.values(currentProject().channels)
    .filter((channel) => testOf(channel))
    .map(({ name }) => name)
}

/** Shows the channel's form, made if it has none yet. */
export function chooseChannel(name: string): void {
  testingStore.setState({ channel: name, compared: [] })
  draftFor(name)
}

/** Puts the caret into the form, once it is there. */
export function focusForm(): void {
  testingStore.setState({ wanted: {} })
}

/** undefined: there is no such channel, or it cannot be tested. */
export function draftFor(name: string): TestDraft | undefined {
  const { drafts, past } = testingStore.getState()
  const known = drafts[name]
  if (known) return known
  const project = currentProject()
  const channel = project.channels[name]
  const test = testOf(channel)
  if (!channel || !test) return undefined
  const last = past.find((sent) => sent.channel === name)
  const draft = last
    ? draftOf(last)
    : firstDraft(channel, test, sampleFor(project, servicesOf(project), name))
  putDraft(name, draft)
  return draft
}

export function putDraft(name: string, draft: TestDraft): void {
  testingStore.setState(({ drafts }) => ({ drafts: { ...drafts, [name]: draft } }))
}

export function changeDraft(name: string, change: (draft: TestDraft) => TestDraft): void {
  const draft = draftFor(name)
  if (draft) putDraft(name, change(draft))
}

export function setValue(name: string, field: string, value: unknown): void {
  changeDraft(name, (draft) => ({ ...draft, values: { ...draft.values, [field]: value } }))
}

/** Back to what the channel says. */
export function resetDraft(name: string): void {
  const project = currentProject()
  const channel = project.channels[name]
  const test = testOf(channel)
  if (channel && test)
    putDraft(name, firstDraft(channel, test, sampleFor(project, servicesOf(project), name)))
  say(name, [])
}

/** Brings a send of the past back into the form, and its answer beside it. */
export function loadSent(sent: Sent): void {
  const { channel, id, answer, at, body } = sent
  putDraft(channel, draftOf(sent))
  say(channel, notesOn(sent))
  testingStore.setState(({ results }) => ({
    results: { ...results, [channel]: { id, answer, at, notes: [], body } },
  }))
}

export function say(name: string, notes: readonly string[]): void {
  testingStore.setState((state) => ({ notes: { ...state.notes, [name]: notes } }))
}

/** The third takes the place of the older of the two. */
export function compare(id: string): void {
  testingStore.setState(({ compared }) => ({
    compared: compared.includes(id)
      ? compared.filter((other) => other !== id)
      : [...compared, id].slice(-2),
  }))
}
