/**
 * The menu bar. It shows the keys of commands and handles none of them: the page's keymap does, which knows where the
 * focus is. A chosen command goes to the page by its id.
 */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import { type Item, isMac, menus } from './menu-list.ts'

export function buildMenu(onCommand: (id: string) => void): Menu {
  const bars = menus.map(
    ({ label, items }): MenuItemConstructorOptions => ({
      label,
      submenu: items.map((item) => toItem(item, onCommand)),
    }),
  )
  return Menu.buildFromTemplate(isMac ? [{ role: 'appMenu' }, ...bars] : bars)
}

const ofTexts: ReadonlySet<string> = new Set(['cut', 'copy', 'paste', 'selectAll'])

function toItem(item: Item, onCommand: (id: string) => void): MenuItemConstructorOptions {
  if (item === 'line') return { type: 'separator' }
  // The page itself does what the keys of cut, copy, paste and select all say; twice would be once too often.
  if ('role' in item) return { role: item.role, registerAccelerator: !ofTexts.has(item.role) }
  const { label, command, keys } = item
  return {
    label,
    ...(keys && { accelerator: keys, registerAccelerator: false }),
    click: () => onCommand(command),
  }
}
