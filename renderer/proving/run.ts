/** Asks the runtime to prove something: one thing at a time, with its progress, ended by Stop. */
import { Failure } from '../../runtime/model/failure.ts'
import type { ProvingProgress } from '../../runtime/model/proving.ts'
import { control, onProving } from '../store/control.ts'
import { ensureDeployed } from '../store/deploy.ts'
import { failureOf } from '../store/failure.ts'
import { currentProject, projectStore } from '../store/project.ts'
import { takeTyped } from '../store/save.ts'
import { showDock } from '../store/view.ts'
import {
  nothingProved,
  type ProofView,
  provingStore,
  type ReplayPlan,
  setProving,
  takeResult,
} from './store.ts'

/** Bytes of a body in one piece, as in the test pane. */
const stretch = 1024 * 1024

/** Another project was tested otherwise. Returns the undoing. */
export function keepProving(): () => void {
  const unlisten = onProving(takeProgress)
  const unwatch = projectStore.subscribe((state, before) => {
    if (state.folder !== before.folder) provingStore.setState(nothingProved, true)
  })
  return () => {
    unlisten()
    unwatch()
  }
}

function takeProgress({ id, done, total, result }: ProvingProgress): void {
  const { underway } = provingStore.getState()
  if (underway?.id !== id) return
  setProving({ underway: { ...underway, done, total } })
  if (result) takeResult(result, projectStore.getState().revision)
}

export async function runTests(names?: readonly string[], flow?: string): Promise<void> {
  showDock('tests')
  takeTyped()
  const project = currentProject()
  const { revision } = projectStore.getState()
  const isAll = names === undefined && flow === undefined
  await during('tests', names?.length ?? Object.keys(project.tests).length, async (id) => {
    const run = await control().runTests({
      id,
      // As it is drawn, deployed or not.
      project,
      ...(names ? { names } : {}),
      ...(flow === undefined ? {} : { flow }),
    })
    for (const result of run.results) takeResult(result, revision)
    if (isAll) setProving({ coverage: run.coverage })
    const failed = run.results.find(({ outcome }) => outcome === 'failed' || outcome === 'error')
    const { chosen } = provingStore.getState()
    if (failed && (chosen === undefined || isAll)) setProving({ chosen: failed.test })
  })
}

/** Makes a test of what was seen; it is shown, and saved only when somebody says so. */
export async function proposeTest(cid: string, name: string): Promise<void> {
  showDock('tests')
  setProving({ view: 'tests', proposal: undefined })
  await during('proposing', 1, async () => {
    await ensureDeployed()
    const { test, notes } = await control().proposeTest({ cid, name })
    setProving({ proposal: { cid, test, notes } })
  })
}

/** Shows what would be replayed, and asks how. */
export function planReplay(plan: ReplayPlan): void {
  setProving({ view: 'replay', toReplay: plan, replay: undefined, trouble: undefined })
  showDock('tests')
}

export async function replay(
  { cids, step, edited }: ReplayPlan,
  outgoing: 'real' | 'recorded',
  rate: number | undefined,
): Promise<void> {
  await during('replay', cids.length, async (id) => {
    await ensureDeployed()
    if (edited) await bring(id, edited.text)
    const report = await control().replay({
      id,
      cids,
      outgoing,
      ...(step ? { step: step.id } : {}),
      ...(edited
        ? {
            edited: {
              hasBody: true,
              ...(edited.contentType ? { contentType: edited.contentType } : {}),
            },
          }
        : {}),
      ...(rate === undefined ? {} : { rate }),
    })
    setProving({ replay: { outgoing, report } })
  })
}

export async function compareBehaviour(limit: number, channel?: string): Promise<void> {
  takeTyped()
  await during('behaviour', limit, async (id) => {
    const behaviour = await control().compareBehaviour({
      id,
      project: currentProject(),
      limit,
      ...(channel === undefined ? {} : { channel }),
    })
    setProving({ behaviour })
  })
}

export async function stopProving(): Promise<void> {
  const { underway } = provingStore.getState()
  if (underway) await control().cancelTest(underway.id)
}

/** The dock's tab with one of its views. */
export function showProof(view: ProofView): void {
  setProving({ view })
  showDock('tests')
}

async function during(
  what: ProofView | 'proposing',
  total: number,
  work: (id: string) => Promise<void>,
): Promise<void> {
  if (provingStore.getState().underway) return
  const id = crypto.randomUUID()
  const view = what === 'proposing' ? 'tests' : what
  setProving({ view, underway: { id, what, done: 0, total }, trouble: undefined })
  try {
    await work(id)
  } catch (thrown) {
    const { message } = thrown instanceof Failure ? thrown : failureOf(thrown)
    setProving({ trouble: message })
  } finally {
    if (provingStore.getState().underway?.id === id) setProving({ underway: undefined })
  }
}

async function bring(id: string, text: string): Promise<void> {
  const body = new Blob([text])
  for (let at = 0; at < body.size; at += stretch) {
    const bytes = await body.slice(at, at + stretch).arrayBuffer()
    await control().testBody(id, new Uint8Array(bytes))
  }
}
