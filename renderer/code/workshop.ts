/** Everything the code pane needs once, started with its first file and kept: the editor's chunk loads on demand. */
import { openFile } from '../store/selection.ts'
import { keepLibraries } from './libraries.ts'
import { keepModels } from './models.ts'
import { editor } from './monaco.ts'
import { pathOf, setUp } from './set-up.ts'
import { keepEditorTheme } from './theme.ts'

export { CodeEditor } from './code-editor.tsx'

setUp()
keepEditorTheme()
keepModels()
keepLibraries()
// Widths measured with the fallback font would misplace every caret.
void document.fonts.ready.then(() => editor.remeasureFonts())
// "Go to definition" in another file opens it in a tab of ours.
editor.registerEditorOpener({
  openCodeEditor(_source, uri, at) {
    const path = pathOf(uri)
    if (!path?.startsWith('services/')) return false
    const start =
      at && ('lineNumber' in at ? at : { lineNumber: at.startLineNumber, column: at.startColumn })
    openFile(path, start?.lineNumber ?? 1, start?.column)
    return true
  },
})
