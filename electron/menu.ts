/**
 * The menu bar. It shows the keys of commands, as the page tells them, and handles none of them: the page's keymap does,
 * which knows where the focus is. A chosen command goes to the page by its id.
 */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import { type Item, isMac, menus } from './menu-list.ts'

/** @param keys by the command's id: `Mod+Shift+Z`, or two strokes */
export function buildMenu(
  onCommand: (id: string) => void,
  keys: Readonly<Record<string, string>>,
): Menu {
  const bars = menus.map(
    ({ label, items }): MenuItemConstructorOptions => ({
      label,
      submenu: items.map((item) => toItem(item, onCommand, keys)),
    }),
  )
  return Menu.buildFromTemplate(isMac ? [{ role: 'appMenu' }, ...bars] : bars)
}

const ofTexts: ReadonlySet<string> = new Set(['cut', 'copy', 'paste', 'selectAll'])

function toItem(
  item: Item,
  onCommand: (id: string) => void,
  keys: Readonly<Record<string, string>>,
): MenuItemConstructorOptions {
  if (item === 'line') return { type: 'separator' }
  // The page itself does what the keys of cut, copy, paste and select all say; twice would be once too often.
  if ('role' in item) return { role: item.role, registerAccelerator: !ofTexts.has(item.role) }
  const { label, command } = item
  const own = keys[command] ?? ''
  const accelerator = acceleratorOf(own)
  return {
    // Two strokes are none of the system's accelerators: they stand with the words.
    label:
      own && !accelerator ? `${label} (${own.replaceAll('Mod', isMac ? 'Cmd' : 'Ctrl')})` : label,
    ...(accelerator && { accelerator, registerAccelerator: false }),
    click: () => onCommand(command),
  }
}

/** As Electron writes it; undefined for what it cannot say. */
export function acceleratorOf(keys: string): string | undefined {
  if (keys === '' || keys.includes(' ')) return undefined
  const strokes = keys.replace(/\+\+$/, '+Plus').replace(/^\+$/, 'Plus')
  return strokes.replace(/\bMod\b/, 'CmdOrCtrl').replace(/\bEsc\b/, 'Escape')
}
