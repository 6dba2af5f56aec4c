/** The menu bar, as a list: commands of the designer by their ids, and what every app has. */
export interface CommandItem {
  label: string
  /** The command's id in `renderer/commands`. */
  command: string
  keys?: string
}

/** What the system's own menus know how to do. */
type Role =
  | 'close'
  | 'quit'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'togglefullscreen'
  | 'toggleDevTools'

export type Item = CommandItem | { role: Role } | 'line'

export const isMac = process.platform === 'darwin'

export const menus: readonly { label: string; items: readonly Item[] }[] = [
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
      { label: 'Palette', command: 'togglePalette', keys: 'CmdOrCtrl+B' },
      { label: 'Code', command: 'toggleCode' },
      { label: 'Messages, Problems and Log', command: 'togglePanel', keys: 'CmdOrCtrl+J' },
      { label: 'Properties', command: 'toggleInspector', keys: 'CmdOrCtrl+Alt+B' },
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
      { label: 'Stop', command: 'stopRuntime', keys: 'Shift+F5' },
      { label: 'Restart', command: 'restartRuntime' },
    ],
  },
]
