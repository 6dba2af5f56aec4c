/**
 * What the runtime found of the past: by the filter, or without one whatever is older than the list. It is asked a slice at a
 * time and asked on only while more is wanted, so that another word typed, or Escape, ends a search.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ExchangeSummary } from '../../runtime/model/trace.ts'
import { control } from '../store/control.ts'
import { liveStore } from '../store/live.ts'
import { projectStore } from '../store/project.ts'
import { type ExchangeFilter, isEmpty, matchOf, parseFilter } from './filter.ts'
import { historyKeysOf } from './history-keys.ts'
import { messagesView } from './view-store.ts'

export interface Past {
  /** Newest first, none of them under way. */
  found: readonly ExchangeSummary[]
  /** idle: nothing was asked yet. more: there is more to ask for. whole: all that is kept was searched. */
  state: 'idle' | 'searching' | 'more' | 'whole' | 'stopped' | 'failed'
  /** How much of what is kept was searched, 0 to 1. */
  share: number
  /** Epoch milliseconds back to which it was. */
  next: number | undefined
  message: string | undefined
}

const nothing: Past = { found: [], state: 'idle', share: 0, next: undefined, message: undefined }

export const pastStore = createStore<Past>(() => nothing)

export function usePast<T>(select: (past: Past) => T): T {
  return useStore(pastStore, select)
}

const page = 200
/** Milliseconds: after the last key, and between two looks at what has arrived since. */
const debounce = 200
const lookEvery = 1000

/** Counts searches: whoever finds another number here was replaced. */
let current = 0
let filter: ExchangeFilter = { match: {}, words: [] }
let typing: ReturnType<typeof setTimeout> | undefined

/** Follows the filter and the runtime; returns the undoing. */
export function keepSearched(): () => void {
  const unfilter = messagesView.subscribe((view, before) => {
    if (view.filter !== before.filter) filterChanged()
  })
  const unlive = liveStore.subscribe((live, before) => {
    // Cleared, or another process, which may number from one again.
    if (live.connected !== before.connected) filterChanged()
    else if (live.exchanges.length === 0 && before.exchanges.length > 0) filterChanged()
  })
  let seen = liveStore.getState().received
  const timer = setInterval(() => {
    const { received } = liveStore.getState()
    if (received === seen) return
    seen = received
    void lookForNew()
  }, lookEvery)
  filterChanged()
  return () => {
    current++
    unfilter()
    unlive()
    clearTimeout(typing)
    clearInterval(timer)
    pastStore.setState(nothing, true)
  }
}

/** Asks for the next page, where there is more and none is asked for. */
export function wantMore(): void {
  const { state, found } = pastStore.getState()
  if (state === 'more' || (state === 'idle' && isEmpty(filter))) void search(found.length + page)
}

export function stopSearch(): void {
  current++
  pastStore.setState(({ state }) => (state === 'searching' ? { state: 'stopped' } : {}))
}

/** Goes on after a stop. */
export function resumeSearch(): void {
  const { state, found } = pastStore.getState()
  if (state === 'stopped' || state === 'failed') void search(found.length + page)
}

function filterChanged(): void {
  current++
  clearTimeout(typing)
  filter = parseFilter(
    messagesView.getState().filter,
    historyKeysOf(projectStore.getState().project),
  )
  pastStore.setState(nothing, true)
  if (isEmpty(filter) || !liveStore.getState().connected) return
  pastStore.setState({ state: 'searching' })
  typing = setTimeout(() => void search(page), debounce)
}

async function search(wanted: number): Promise<void> {
  const mine = ++current
  pastStore.setState({ state: 'searching', message: undefined })
  // Without a filter the list has the newest already.
  let before = pastStore.getState().next ?? (isEmpty(filter) ? oldestListed() : undefined)
  try {
    for (;;) {
      const match = matchOf(filter)
      const asked = { match, limit: page, ...(before === undefined ? {} : { before }) }
      const { exchanges, next, share } = await control().search(asked)
      if (mine !== current) return
      const found = [...pastStore.getState().found, ...exchanges.filter(isOver)]
      pastStore.setState({ found, share, next })
      if (next === undefined) return pastStore.setState({ state: 'whole' })
      if (found.length >= wanted) return pastStore.setState({ state: 'more' })
      before = next
    }
  } catch (thrown) {
    if (mine !== current) return
    pastStore.setState({ state: 'failed', message: (thrown as Error).message })
  }
}

/** What has ended since the newest that was found: the list is told of a sample only, and not of what bodies hold. */
async function lookForNew(): Promise<void> {
  const { found, state } = pastStore.getState()
  if (isEmpty(filter) || state === 'searching' || state === 'idle') return
  const mine = current
  const since = found[0]?.seq ?? -1
  const { exchanges } = await control()
    .search({ match: matchOf(filter), limit: page, since })
    .catch(() => ({ exchanges: [] }))
  if (mine !== current || exchanges.length === 0) return
  pastStore.setState(({ found: before }) => ({ found: [...exchanges.filter(isOver), ...before] }))
}

function oldestListed(): number | undefined {
  const listed = messagesView.getState().held?.exchanges ?? liveStore.getState().exchanges
  return listed.findLast(isOver)?.seq
}

function isOver({ outcome }: ExchangeSummary): boolean {
  return outcome !== 'open'
}
