/** The menu bar, as a list: commands of the designer by their ids, and what every app has. */
export interface CommandItem {
  label: string
  /** The command's id in `renderer/commands`. */
  command: string
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
      { label: 'New Project…', command: 'newProject' },
      { label: 'Open Project…', command: 'openProject' },
      { label: 'Recent Projects…', command: 'openRecent' },
      { label: 'Samples…', command: 'samples' },
      'line',
      { label: 'Save', command: 'save' },
      { label: 'Show in Folder', command: 'revealFolder' },
      'line',
      { label: 'Export…', command: 'exportProject' },
      'line',
      { role: isMac ? 'close' : 'quit' },
    ],
  },
  {
    label: '&Edit',
    items: [
      { label: 'Undo', command: 'undo' },
      { label: 'Redo', command: 'redo' },
      'line',
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
      'line',
      { label: 'Find', command: 'find' },
    ],
  },
  {
    label: '&View',
    items: [
      { label: 'Command Palette…', command: 'commandPalette' },
      { label: 'Go to…', command: 'quickOpen' },
      'line',
      { label: 'Palette', command: 'togglePalette' },
      { label: 'Code', command: 'toggleCode' },
      { label: 'Messages, Problems and Log', command: 'togglePanel' },
      { label: 'Properties', command: 'toggleInspector' },
      'line',
      { label: 'Larger', command: 'scaleUp' },
      { label: 'Smaller', command: 'scaleDown' },
      { label: 'Usual Size', command: 'scaleReset' },
      'line',
      { label: 'Keyboard Shortcuts…', command: 'showKeys' },
      { label: 'Take the Tour', command: 'startTour' },
      'line',
      { role: 'togglefullscreen' },
      { role: 'toggleDevTools' },
    ],
  },
  {
    label: '&Runtime',
    items: [
      { label: 'Deploy', command: 'deploy' },
      { label: 'Deploy to Server…', command: 'deployTo' },
      { label: 'Deploy Every Edit', command: 'toggleAutoDeploy' },
      'line',
      { label: 'Start', command: 'startRuntime' },
      { label: 'Stop', command: 'stopRuntime' },
      { label: 'Restart', command: 'restartRuntime' },
    ],
  },
]
