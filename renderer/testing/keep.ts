/** Keeps the sends of the past: read when a project opens, written as they end. */
import { projectStore } from '../store/project.ts'
import { tell } from '../store/toasts.ts'
import { maskedSent, type Sent, withSent } from './past.ts'
import { openPast, type PastStore } from './past-store.ts'
import { nothingTested, testingStore } from './store.ts'

let store: PastStore | undefined
let told = false

/** Returns the undoing. */
export function keepTests(factory: IDBFactory): () => void {
  const kept = openPast(factory)
  store = kept
  const read = async (folder: string | undefined) => {
    // Another project has other channels, though they may have the same names.
    testingStore.setState(nothingTested, true)
    if (folder === undefined) return
    const past = await kept.load(folder).catch(notKept)
    if (past && projectStore.getState().folder === folder) {
      testingStore.setState((state) => ({ past: [...state.past, ...past] }))
    }
  }
  return projectStore.subscribe((state, before) => {
    if (state.folder !== before.folder) void read(state.folder)
  })
}

/** What was sent stays whole as long as the window is open; on disk its secrets are masked. */
export function keepSent(sent: Sent): void {
  const { past } = testingStore.getState()
  const next = withSent(past, sent)
  testingStore.setState({ past: next })
  const { folder } = projectStore.getState()
  if (folder === undefined) return
  const stays = new Set(next.map(({ id }) => id))
  const gone = past.filter(({ id }) => !stays.has(id)).map(({ id }) => id)
  store?.save(folder, maskedSent(sent), gone).catch(notKept)
}

export function forgetSent(channel: string): void {
  const { past } = testingStore.getState()
  const gone = past.filter((sent) => sent.channel === channel).map(({ id }) => id)
  testingStore.setState({
    past: past.filter((sent) => sent.channel !== channel),
    compared: [],
  })
  store?.remove(gone).catch(notKept)
}

/** Said once: a disk that is full stays so. */
function notKept(thrown: Error): undefined {
  if (told) return
  told = true
  tell({
    kind: 'error',
    title: 'The history of tests is not kept',
    text: `It cannot be written to the window's storage: ${thrown.message}. Sending goes on.`,
  })
}
