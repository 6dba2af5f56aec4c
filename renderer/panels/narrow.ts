/**
 * A window too narrow for both side panes beside the drawing, as at 200 %: there they lie over it, one at a time, and are
 * shut to begin with. With room again they stand as they did.
 */
import { useSyncExternalStore } from 'react'
import { setView, viewStore } from '../store/view.ts'

/** Pixels of the page, as large as they are shown. */
const narrow = '(max-width: 899px)'

/** Returns the undoing. */
export function keepRoom(): () => void {
  const query = window.matchMedia(narrow)
  let before: { showLeft: boolean; showRight: boolean } | undefined
  const turn = () => {
    const { showLeft, showRight } = viewStore.getState()
    if (query.matches && !before) {
      before = { showLeft, showRight }
      setView({ showLeft: false, showRight: false })
    } else if (!query.matches && before) {
      setView(before)
      before = undefined
    }
  }
  const unlisten = viewStore.subscribe((view, last) => {
    if (query.matches && view.showLeft && view.showRight) {
      setView(last.showLeft ? { showLeft: false } : { showRight: false })
    }
  })
  turn()
  query.addEventListener('change', turn)
  return () => {
    query.removeEventListener('change', turn)
    unlisten()
  }
}

export function useIsNarrowWindow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(narrow)
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => window.matchMedia(narrow).matches,
  )
}
