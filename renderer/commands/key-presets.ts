/**
 * Keys as people of other tools have them in their fingers. A preset says only what differs from our own; names of
 * commands that are not there are passed over.
 */
import type { KeySettings } from '../../electron/desktop.ts'

interface Preset {
  title: string
  keys: Readonly<Record<string, readonly string[]>>
}

export const presets: Readonly<Record<KeySettings['preset'], Preset>> = {
  patchbay: { title: 'Patchbay', keys: {} },
  vscode: {
    title: 'VS Code',
    keys: {
      quickOpen: ['Mod+P'],
      commandPalette: ['Mod+Shift+P', 'F1'],
      showKeys: ['Mod+K Mod+S'],
      revealFolder: ['Mod+K R'],
      openRecent: ['Mod+R'],
      showProblems: ['Mod+Shift+M'],
      showLog: ['Mod+Shift+U'],
      deploy: ['F5'],
      restartRuntime: ['Mod+Shift+F5'],
      stopRuntime: ['Shift+F5'],
      redo: ['Mod+Y', 'Mod+Shift+Z'],
      nextTab: ['Mod+PageDown', 'Mod+Tab'],
      previousTab: ['Mod+PageUp', 'Mod+Shift+Tab'],
      scaleUp: ['Mod+=', 'Mod++'],
      scaleDown: ['Mod+-'],
      scaleReset: ['Mod+0'],
      zoomIn: ['+', '='],
      zoomOut: ['-'],
      zoomReset: ['0'],
      themeDark: ['Mod+K Mod+T'],
    },
  },
  'node-red': {
    title: 'Node-RED',
    keys: {
      deploy: ['Mod+D'],
      duplicate: ['Mod+Shift+D'],
      redo: ['Mod+Y'],
      find: ['Mod+F'],
      commandPalette: ['Mod+Shift+P'],
      togglePalette: ['Mod+P'],
      toggleInspector: ['Mod+Space'],
      quickOpen: ['Mod+K'],
      deleteAndReconnect: ['Mod+Delete', 'Mod+Backspace'],
      zoomIn: ['Mod++', 'Mod+='],
      zoomOut: ['Mod+-'],
      zoomReset: ['Mod+0'],
      'align-left': ['Alt+A L'],
      'align-right': ['Alt+A R'],
      'align-top': ['Alt+A T'],
      'align-bottom': ['Alt+A B'],
      'align-centre': ['Alt+A C'],
      'align-middle': ['Alt+A M'],
      'distribute-x': ['Alt+A H'],
      'distribute-y': ['Alt+A V'],
      previousTab: ['Alt+Left', 'Mod+PageUp'],
      nextTab: ['Alt+Right', 'Mod+PageDown'],
      projectSettings: ['Mod+,'],
    },
  },
  n8n: {
    title: 'n8n',
    keys: {
      quickOpen: ['Mod+K'],
      addNode: ['Tab', 'N', 'Insert'],
      toggleDisabled: ['D'],
      rename: ['F2', 'Space'],
      duplicate: ['Mod+D'],
      redo: ['Mod+Shift+Z'],
      tidy: ['Shift+Alt+T'],
      zoomFit: ['1'],
      zoomReset: ['0'],
      deploy: ['Shift+P'],
      save: ['Mod+S'],
      selectAll: ['Mod+A'],
    },
  },
}
