/** What is done to saved tests from the list, the detail and the commands; each is one step of the history. */
import type { Difference } from '../../runtime/model/proving.ts'
import type { Expectation, SavedTest } from '../../runtime/model/saved-test.ts'
import {
  accepted,
  freeTestName,
  masked,
  moveTest,
  newTest,
  putTest,
  removeTest,
  testNameTrouble,
} from '../edits/tests.ts'
import { undo } from '../store/history.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { tell } from '../store/toasts.ts'
import { showProof } from './run.ts'
import { provingStore, setProving } from './store.ts'

/** Of the given channel, or the one that a person would mean. */
export function addTest(channel?: string): void {
  const project = currentProject()
  const { chosen } = provingStore.getState()
  const known = chosen === undefined ? undefined : project.tests[chosen]?.channel
  const target = channel ?? known ?? Object.keys(project.channels).sort()[0]
  if (target === undefined) {
    tell({ kind: 'info', title: 'There is no channel to test yet.' })
    return
  }
  const test = newTest(project, target)
  dispatch(putTest(project, test))
  showProof('tests')
  setProving({ chosen: test.name, proposal: undefined })
}

export function saveTest(test: SavedTest, from?: string): boolean {
  const project = currentProject()
  const trouble = testNameTrouble(project, from, test.name)
  if (trouble !== undefined) {
    tell({ kind: 'info', title: 'Not saved', text: trouble })
    return false
  }
  dispatch(from === undefined ? putTest(project, test) : moveTest(project, from, test))
  setProving({ chosen: test.name, proposal: undefined })
  if (from !== undefined && from !== test.name) forget(from)
  return true
}

export function renameTest(test: SavedTest, name: string): void {
  saveTest({ ...test, name }, test.name)
}

export function duplicateTest(test: SavedTest): void {
  saveTest({ ...test, name: freeTestName(currentProject(), test.name) })
}

export function setActive(test: SavedTest, isActive: boolean): void {
  dispatch(putTest(currentProject(), { ...test, isActive }))
}

/** Not asked about before, but named after, with the way back. */
export function deleteTest(name: string): void {
  const change = removeTest(currentProject(), name)
  dispatch(change)
  forget(name)
  if (provingStore.getState().chosen === name) setProving({ chosen: undefined })
  tell({ kind: 'info', title: change.label, action: { label: 'Undo', run: () => void undo() } })
}

export function acceptActual(test: SavedTest, actual: Expectation): void {
  dispatch(putTest(currentProject(), accepted(test, actual), 'what is expected of'))
}

export function maskPointer(test: SavedTest, { pointer }: Difference): void {
  dispatch(putTest(currentProject(), masked(test, pointer), 'the masks of'))
}

/** What is said of a test that has gone, or goes by another name. */
function forget(name: string): void {
  provingStore.setState(({ results }) => {
    const { [name]: _, ...others } = results
    return { results: others }
  })
}
