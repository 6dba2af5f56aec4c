/**
 * The menu bar, as a list. It shows the keys of commands and handles none of them: the page's keymap does, which knows
 * where the focus is. A chosen command goes to the page by its id.
 */
import { Menu, type MenuItemConstructorOptions } from 'electron'

interface CommandItem {
  label: string
  /** The command's id in `renderer/commands`. */
  command: string
  keys?: string
}

type Item = CommandItem | { role: NonNullable<MenuItemConstructorOptions['role']> } | 'line'

const isMac = process.platform === 'darwin'

const menus: readonly { label: string; items: readonly Item[] }[] = [
  {
    label: '&File',
    items: [
      { label: 'New Project…', command: 'newProject', keys: 'CmdOrCtrl+Shift+N' },
      { label: 'Open Project…', command: 'openProject', keys: 'CmdOrCtrl+O' },
      { label: 'Recent Projects…', command: 'openRecent' },
      'line',
      { label: 'Save', command: 'save', keys: 'CmdOrCtrl+S' },
      { label: 'Show in Folder', command: 'revealFolder' },
      'line',
      { role: isMac ? 'close' : 'quit' },
    ],
  },
  {
    label: '&Edit',
    items: [
      { label: 'Undo', command: 'undo', keys: 'CmdOrCtrl+Z' },
      { label: 'Redo', command: 'redo', keys: 'CmdOrCtrl+Shift+Z' },
      'line',
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
      'line',
      { label: 'Find', command: 'find', keys: 'CmdOrCtrl+F' },
    ],
  },
  {
    label: '&View',
    items: [
      { label: 'Command Palette…', command: 'commandPalette', keys: 'CmdOrCtrl+Shift+P' },
      { label: 'Go to…', command: 'quickOpen', keys: 'CmdOrCtrl+K' },
      'line',
      { label: 'Palette', command: 'togglePalette' },
      { label: 'Code', command: 'toggleCode' },
      { label: 'Messages', command: 'togglePanel' },
      { label: 'Properties', command: 'toggleInspector' },
      'line',
      { role: 'togglefullscreen' },
      { role: 'toggleDevTools' },
    ],
  },
  {
    label: '&Runtime',
    items: [
      { label: 'Deploy', command: 'deploy', keys: 'CmdOrCtrl+Shift+D' },
      { label: 'Deploy Every Edit', command: 'toggleAutoDeploy' },
      'line',
      { label: 'Start', command: 'startRuntime' },
      { label: 'Stop', command: 'stopRuntime' },
      { label: 'Restart', command: 'restartRuntime' },
    ],
  },
]

export function buildMenu(onCommand: (id: string) => void): Menu {
  const bars = menus.map(
    ({ label, items }): MenuItemConstructorOptions => ({
      label,
      submenu: items.map((item) => toItem(item, onCommand)),
    }),
  )
  return Menu.buildFromTemplate(isMac ? [{ role: 'appMenu' }, ...bars] : bars)
}

function toItem(item: Item, onCommand: (id: string) => void): MenuItemConstructorOptions {
  if (item === 'line') return { type: 'separator' }
  if ('role' in item) return { role: item.role, registerAccelerator: item.role !== 'selectAll' }
  const { label, command, keys } = item
  return {
    label,
    ...(keys && { accelerator: keys, registerAccelerator: false }),
    click: () => onCommand(command),
  }
}
