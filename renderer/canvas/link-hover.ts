/** The link under the pointer: it shows its plus. It stays for a moment after, so that the plus can be reached. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** Milliseconds. */
const lingers = 250

const hoverStore = createStore<{ link: string | undefined }>(() => ({ link: undefined }))
let timer: ReturnType<typeof setTimeout> | undefined

export function overLine(link: string): void {
  clearTimeout(timer)
  hoverStore.setState({ link })
}

export function leaveLink(): void {
  clearTimeout(timer)
  timer = setTimeout(() => hoverStore.setState({ link: undefined }), lingers)
}

export function useIsOver(link: string): boolean {
  return useStore(hoverStore, (state) => state.link === link)
}
