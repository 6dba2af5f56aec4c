/** Puts the theme on the document: what the user chose, else what the system says, and follows when that changes. */
import { viewStore } from '../store/view.ts'

export function keepTheme(): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const put = () => {
    document.documentElement.dataset.theme = themeNow()
  }
  put()
  system.addEventListener('change', put)
  const unlisten = viewStore.subscribe(put)
  return () => {
    system.removeEventListener('change', put)
    unlisten()
  }
}

export function themeNow(): 'dark' | 'light' {
  const { theme } = viewStore.getState()
  if (theme !== 'system') return theme
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
