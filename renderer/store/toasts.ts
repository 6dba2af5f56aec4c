/** Short words at the corner for what failed or finished out of sight. Errors stay until they are closed. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export interface Toast {
  id: number
  kind: 'error' | 'info' | 'done'
  title: string
  text?: string
  action?: { label: string; run(): void }
  /** Until it is closed, as errors do: it asks something, or is needed for a while. */
  stays?: boolean
}

/** Milliseconds a toast that is no error stays. */
const stay = 4_000
const most = 4

let next = 1

export const toastStore = createStore<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }))

export function useToasts(): readonly Toast[] {
  return useStore(toastStore, (state) => state.toasts)
}

/** The same words are not said twice at once. */
export function tell(toast: Omit<Toast, 'id'>): void {
  const id = next++
  const others = toastStore
    .getState()
    .toasts.filter(({ title, text }) => title !== toast.title || text !== toast.text)
  toastStore.setState({ toasts: [...others, { ...toast, id }].slice(-most) })
  if (toast.kind !== 'error' && !toast.stays) setTimeout(() => closeToast(id), stay)
}

export function closeToast(id: number): void {
  toastStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}
