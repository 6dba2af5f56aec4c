/** What must stand before the first editor: workers, the compiler's options, colours. Done once. */

import { setView } from '../store/view.ts'
import { editor, jsonDefaults, KeyCode, KeyMod, Range, typescriptDefaults, Uri } from './monaco.ts'
import { defineThemes } from './theme.ts'

declare global {
  interface Window {
    MonacoEnvironment?: { getWorker(id: string, label: string): Worker }
  }
}

/** TypeScript's own numbers; the editor's lists of names end before them. */
const es2022: number = 9
const bundler: number = 100

export function setUp(): void {
  window.MonacoEnvironment = {
    getWorker(_id, label) {
      const name = label === 'typescript' ? 'ts' : 'editor'
      return new Worker(`/workers/${name}.worker.js`, { name: label })
    },
  }
  // The same answers as the tsconfig.json that a project carries for other editors.
  typescriptDefaults.setCompilerOptions({
    target: es2022,
    lib: ['es2023'],
    module: 99,
    moduleResolution: bundler,
    strict: true,
    noEmit: true,
    isolatedModules: true,
    allowImportingTsExtensions: true,
    allowNonTsExtensions: true,
    skipLibCheck: true,
    types: [],
  })
  typescriptDefaults.setDiagnosticsOptions({
    onlyVisible: true,
    // A package of the project's own package.json: its types are on disk, not here, and the runtime says when it is missing.
    diagnosticCodesToIgnore: [2307, 7016],
  })
  typescriptDefaults.setEagerModelSync(true)
  // Colours alone, which need no worker: what is wrong with a body the test pane says itself, as the runtime would.
  jsonDefaults.setModeConfiguration({ tokens: true })
  editor.addKeybindingRules([
    {
      keybinding: KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyF,
      command: 'editor.action.formatDocument',
    },
  ])
  // The editor has a list of commands of its own, in its menu and on F1: the designer's takes its place.
  editor.registerCommand('editor.action.quickCommand', () => setView({ over: 'commands' }))
  defineThemes()
}

/** `services/store.ts` -> `file:///services/store.ts`. */
export function uriOf(path: string): Uri {
  return Uri.from({ scheme: 'file', path: `/${path}` })
}

/** The other way; undefined for what is no file of the project. */
export function pathOf(uri: Uri): string | undefined {
  return uri.scheme === 'file' ? uri.path.slice(1) : undefined
}

export function rangeAt(line: number, column: number): Range {
  return new Range(line, column, line, column)
}
