/** Keys as texts and events: `Mod+Shift+Z`, or two strokes after one another, `Mod+K Mod+S`. Pure. */

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
  const key = keyName(press, isMac)
  const isSign = press.key.length === 1 && press.key.toLowerCase() === press.key.toUpperCase()
  return [
    ...(mod ? ['Mod'] : []),
    ...(control ? ['Ctrl'] : []),
    ...(press.altKey ? ['Alt'] : []),
    ...(press.shiftKey && !(isSign && press.key !== ' ') ? ['Shift'] : []),
    key,
  ].join('+')
}

/** With Alt a Mac writes another sign (`¬` for L): there the place of the key says which it is. */
function keyName({ key, code = '', altKey }: KeyPress, isMac: boolean): string {
  if (isMac && altKey && /^(Key|Digit)./.test(code)) return code.slice(-1)
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key)
}

/** Shift and the like, before anything else is pressed. */
export function isModifier({ key }: Pick<KeyPress, 'key'>): boolean {
  return ['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead'].includes(key)
}

/** For people: `Ctrl Shift Z`, or `⌘ ⇧ Z`; two strokes with a comma between them. */
export function keyWords(keys: string, isMac: boolean): string {
  return keys
    .split(' ')
    .map((stroke) => strokeWords(stroke, isMac))
    .join(', ')
}

function strokeWords(keys: string, isMac: boolean): string {
  const mac: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Ctrl: '⌃' }
  // A plus sign is a key as well as what joins them.
  const parts = keys.split(/\+(?!$)/).filter(Boolean)
  return parts
    .map((part) => (isMac ? (mac[part] ?? part) : part === 'Mod' ? 'Ctrl' : part))
    .join(' ')
}

export const isMac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac')
