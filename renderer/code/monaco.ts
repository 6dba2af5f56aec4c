/**
 * The editor, with TypeScript as its language, and JSON and XML to look at. The only file that imports it, and itself only ever imported on
 * demand: 4 MB that a window need not wait for.
 */
import 'monaco-editor/features/register.all.js'
// Said by its own full bundle and by none of its features.
import 'monaco-editor/editor/browser/coreCommands.js'
import 'monaco-editor/editor/common/standaloneStrings.js'
import 'monaco-editor/editor/contrib/caretOperations/browser/caretOperations.js'
import 'monaco-editor/editor/contrib/gotoSymbol/browser/goToCommands.js'
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js'
import 'monaco-editor/languages/definitions/typescript/register.js'
import 'monaco-editor/languages/definitions/xml/register.js'

export {
  editor,
  KeyCode,
  KeyMod,
  MarkerSeverity,
  Range,
  Uri,
} from 'monaco-editor/editor/editor.api.js'
export { jsonDefaults } from 'monaco-editor/languages/features/json/register.js'
export {
  getTypeScriptWorker,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register.js'
