/** The note whose text is being written just now, on the canvas itself. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

const writingStore = createStore<{ id: string | undefined }>(() => ({ id: undefined }))

export function beginWriting(id: string): void {
  writingStore.setState({ id })
}

export function endWriting(): void {
  writingStore.setState({ id: undefined })
}

export function useIsWriting(id: string): boolean {
  return useStore(writingStore, (state) => state.id === id)
}
