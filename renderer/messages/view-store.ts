/**
 * How the messages table is looked at: the filter, and the picture that a pause holds still. Pausing keeps the list as it
 * was, not only its newest row: the ring behind it goes on and would push old rows out under the reader's eyes.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ExchangeSummary } from '../../runtime/model/trace.ts'
import { control } from '../store/control.ts'
import { liveStore, pauseMessages } from '../store/live.ts'

export interface MessagesView {
  /** As typed. */
  filter: string
  held: { exchanges: readonly ExchangeSummary[]; received: number } | undefined
}

export const messagesView = createStore<MessagesView>(() => ({ filter: '', held: undefined }))

export function useMessagesView<T>(select: (view: MessagesView) => T): T {
  return useStore(messagesView, select)
}

// The switch is the store's, so that a command can pause too; what it holds is ours.
liveStore.subscribe((live, before) => {
  if (live.pausedAt === before.pausedAt) return
  const { exchanges, received } = live
  messagesView.setState({ held: live.pausedAt === undefined ? undefined : { exchanges, received } })
})

export function togglePause(): void {
  pauseMessages(liveStore.getState().pausedAt === undefined)
}

/** Empties the table here and the history in the runtime; running exchanges go on. */
export async function clearMessages(): Promise<void> {
  pauseMessages(false)
  liveStore.setState({ exchanges: [], received: 0, leftOut: 0 })
  if (liveStore.getState().connected) await control().clearExchanges()
}
