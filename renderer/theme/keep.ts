/**
 * Puts theme, contrast and motion on the document: what the user chose, else what the system says, and follows when that
 * changes. `data-theme`: dark, light; `data-contrast`: usual, more; `data-motion`: usual, reduced.
 */
import { viewStore } from '../store/view.ts'

const asked = {
  dark: '(prefers-color-scheme: dark)',
  contrast: '(prefers-contrast: more)',
  still: '(prefers-reduced-motion: reduce)',
} as const

/** Returns the undoing. */
export function keepTheme(): () => void {
  const queries = Object.values(asked).map((query) => window.matchMedia(query))
  const put = () => {
    const { dataset } = document.documentElement
    dataset.theme = themeNow()
    dataset.contrast = contrastNow()
    dataset.motion = isStill() ? 'reduced' : 'usual'
  }
  put()
  for (const query of queries) query.addEventListener('change', put)
  const unlisten = viewStore.subscribe(put)
  return () => {
    for (const query of queries) query.removeEventListener('change', put)
    unlisten()
  }
}

export function themeNow(): 'dark' | 'light' {
  const { theme } = viewStore.getState()
  if (theme === 'system') return says('dark') ? 'dark' : 'light'
  return theme.endsWith('dark') ? 'dark' : 'light'
}

export function contrastNow(): 'usual' | 'more' {
  const { theme } = viewStore.getState()
  const more = theme === 'system' ? says('contrast') : theme.startsWith('contrast')
  return more ? 'more' : 'usual'
}

/** Nothing moves by itself: the user or the system wishes so. */
export function isStill(): boolean {
  return viewStore.getState().motion === 'reduced' || says('still')
}

function says(what: keyof typeof asked): boolean {
  return window.matchMedia(asked[what]).matches
}
