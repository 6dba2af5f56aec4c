/** Keys as texts and events: `Mod+Shift+Z`. Pure. */

export interface KeyPress {
  key: string
  code?: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

const names: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
}

/** What was pressed, in the form commands use. Shift is left out where it only made the sign (`?`, `+`). */
export function pressed(press: KeyPress, isMac: boolean): string {
  const mod = isMac ? press.metaKey : press.ctrlKey
  const control = isMac && press.ctrlKey
  const key = names[press.key] ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key)
  const isSign = press.key.length === 1 && press.key.toLowerCase() === press.key.toUpperCase()
  return [
    ...(mod ? ['Mod'] : []),
    ...(control ? ['Ctrl'] : []),
    ...(press.altKey ? ['Alt'] : []),
    ...(press.shiftKey && !(isSign && press.key !== ' ') ? ['Shift'] : []),
    key,
  ].join('+')
}

/** For people: `Ctrl Shift Z`, or `⌘ ⇧ Z`. */
export function keyWords(keys: string, isMac: boolean): string {
  const mac: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Ctrl: '⌃' }
  // A plus sign is a key as well as what joins them.
  const parts = keys.split(/\+(?!$)/).filter(Boolean)
  return parts
    .map((part) => (isMac ? (mac[part] ?? part) : part === 'Mod' ? 'Ctrl' : part))
    .join(' ')
}

export const isMac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac')
