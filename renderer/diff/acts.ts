/** What can be done with a comparison: open it, choose with what, walk through it, take a change back. */
import type { OtherProject, OtherSource } from '../../electron/desktop.ts'
import { edit } from '../../runtime/model/change.ts'
import type { Difference } from '../../runtime/model/compare.ts'
import type { Flow, Layout } from '../../runtime/model/flow.ts'
import type { Past } from '../../runtime/model/past.ts'
import { fromFiles } from '../../runtime/model/text.ts'
import { desktop } from '../desktop.ts'
import { failureOf } from '../store/failure.ts'
import { currentProject, dispatch, projectStore } from '../store/project.ts'
import { selectionStore } from '../store/selection.ts'
import { stepsOf } from './steps.ts'
import { chosenOf, differencesNow, diffStore, idOf, nothingCompared, viewOf } from './store.ts'

/** Opens the tab, on what it was compared with before, else on the last commit. */
export async function openDiff(): Promise<void> {
  const { base, isOpen } = diffStore.getState()
  diffStore.setState({ isOpen: true, isShown: true })
  keepToProject()
  // Somebody may have committed meanwhile.
  const past = await readPast()
  if (isOpen && base) return
  if (past && 'head' in past && past.state === 'ready') await compareWith({ commit: past.head.id })
}

export function hideDiff(): void {
  diffStore.setState({ isShown: false })
}

export function closeDiff(): void {
  diffStore.setState(nothingCompared, true)
}

async function readPast(): Promise<Past | undefined> {
  try {
    const past = await desktop().projectPast()
    diffStore.setState({ past, trouble: undefined })
    return past
  } catch (thrown) {
    diffStore.setState({ past: { state: 'none' }, trouble: failureOf(thrown).message })
    return undefined
  }
}

/** Of several asked for the last counts. */
let asked = 0

export async function compareWith(source: OtherSource): Promise<void> {
  const turn = ++asked
  diffStore.setState({ isReading: true })
  try {
    const other = await desktop().otherProject(source)
    if (turn !== asked) return
    if (other) show(other)
  } catch (thrown) {
    if (turn === asked) diffStore.setState({ trouble: failureOf(thrown).message })
  } finally {
    if (turn === asked) diffStore.setState({ isReading: false })
  }
}

function show({ commit, folder, files }: OtherProject): void {
  const { project: before } = fromFiles(
    files.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }])),
  )
  diffStore.setState({
    before,
    base: commit ? { commit } : { folder: folder ?? '' },
    trouble: undefined,
    chosen: undefined,
    step: -1,
  })
}

export function choose(difference: Difference): void {
  diffStore.setState({ chosen: idOf(difference), step: -1 })
}

/**
 * To the next change, or the one before: within a drawing from node to node and link to link, and from object to object after
 * that, round to the first.
 */
export function walk(by: 1 | -1): void {
  const differences = differencesNow()
  const { chosen, step, view, before } = diffStore.getState()
  const current = chosenOf(differences, chosen)
  if (!current || !before) return
  const countOf = (one: Difference) =>
    viewOf(one, view) === 'canvas' ? stepsOf(before, currentProject(), one.key).length : 0
  const next = step + by
  if (next >= 0 && next < countOf(current)) {
    diffStore.setState({ chosen: idOf(current), step: next })
    return
  }
  const at = differences.indexOf(current)
  const other = differences[(at + by + differences.length) % differences.length] ?? current
  const count = countOf(other)
  diffStore.setState({ chosen: idOf(other), step: count === 0 ? -1 : by > 0 ? 0 : count - 1 })
}

/** The object is as it was; undo brings the change again. Nodes that come back with a flow stand where they stood. */
export function takeBack({ collection, key, before }: Difference): void {
  const project = currentProject()
  const edits = [edit(project, collection, key, before)]
  if (collection === 'flows') {
    const stood = diffStore.getState().before?.layouts[key]
    edits.push(edit(project, 'layouts', key, layoutFor(before as Flow | undefined, stood)))
  }
  dispatch({ label: `Took back what changed in ${key}`, edits })
}

function layoutFor(flow: Flow | undefined, stood: Layout | undefined): Layout | undefined {
  if (!flow) return undefined
  const stands = currentProject().layouts[flow.name]
  const all = { ...stood?.nodes, ...stands?.nodes }
  const nodes = Object.entries(all).filter(([id]) => Object.hasOwn(flow.nodes, id))
  return { ...(stands ?? stood), nodes: Object.fromEntries(nodes) }
}

let isKept = false

/** Another project has another past, and who chooses a flow wants to see that. */
function keepToProject(): void {
  if (isKept) return
  isKept = true
  projectStore.subscribe((now, old) => {
    if (now.folder !== old.folder) closeDiff()
  })
  selectionStore.subscribe((now, old) => {
    if (now.flow !== old.flow || (now.file !== old.file && now.file !== undefined)) hideDiff()
  })
}
