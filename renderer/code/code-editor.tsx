/** One editor for all open files: switching a tab switches the text, and each keeps its caret, folds and scroll. */
import { useEffect, useRef, useState } from 'react'
import { placeKey, useLive } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { type Reveal, useSelection } from '../store/selection.ts'
import { marksOf } from './marks.ts'
import { modelOf, typing } from './models.ts'
import { editor, MarkerSeverity } from './monaco.ts'
import { themeName } from './theme.ts'

const severities = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  info: MarkerSeverity.Info,
} as const

export function CodeEditor({ path }: { path: string }) {
  const box = useRef<HTMLDivElement>(null)
  const [code, setCode] = useState<editor.IStandaloneCodeEditor>()

  useEffect(() => {
    if (!box.current) return
    const created = editor.create(box.current, { ...options, theme: themeName() })
    const typed = created.onDidChangeModelContent((event) => suggestNames(created, event))
    const left = created.onDidBlurEditorWidget(() => typing.flush())
    setCode(created)
    return () => {
      typing.flush()
      typed.dispose()
      left.dispose()
      created.dispose()
    }
  }, [])

  useModel(code, path)
  useReveal(code, path)
  useMarks(path)

  return (
    <div
      className="code-editor"
      ref={box}
      onKeyDownCapture={(event) => {
        // "Save" means what stands here, not what stood here a moment ago.
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') typing.flush()
      }}
    />
  )
}

const options: editor.IStandaloneEditorConstructionOptions = {
  model: null,
  automaticLayout: true,
  fontFamily: "'JetBrains Mono Variable', 'DejaVu Sans Mono', monospace",
  fontSize: 12,
  lineHeight: 19,
  fontLigatures: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  padding: { top: 8, bottom: 8 },
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 10,
  glyphMargin: false,
  folding: true,
  showFoldingControls: 'mouseover',
  renderLineHighlight: 'line',
  renderLineHighlightOnlyWhenFocus: true,
  overviewRulerBorder: false,
  overviewRulerLanes: 2,
  hideCursorInOverviewRuler: true,
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  guides: { indentation: false },
  quickSuggestions: { other: true, comments: false, strings: true },
  wordBasedSuggestions: 'off',
  fixedOverflowWidgets: true,
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false },
  ariaLabel: 'Code of the service',
}

/** `get('` and `invoke('` want a name of the project: the list comes by itself, as it does after a dot. */
function suggestNames(
  code: editor.IStandaloneCodeEditor,
  { changes, isFlush, isUndoing, isRedoing }: editor.IModelContentChangedEvent,
): void {
  const change = changes[0]
  // The closing quote comes with the opening one.
  if (isFlush || isUndoing || isRedoing || !change || !/^['"]{1,2}$/.test(change.text)) return
  const { startLineNumber, startColumn } = change.range
  const line = code.getModel()?.getLineContent(startLineNumber).slice(0, startColumn)
  if (!line || !/\.(get|invoke|invokeAsync)\(\s*['"]$/.test(line)) return
  // Not before the caret has followed the text.
  requestAnimationFrame(() => code.trigger('patchbay', 'editor.action.triggerSuggest', {}))
}

const looks = new Map<string, editor.ICodeEditorViewState>()

function useModel(code: editor.IStandaloneCodeEditor | undefined, path: string) {
  useEffect(() => {
    if (!code) return
    const model = modelOf(path)
    if (!model) return
    code.setModel(model)
    const look = looks.get(path)
    if (look) code.restoreViewState(look)
    return () => {
      const now = code.saveViewState()
      if (now) looks.set(path, now)
    }
  }, [code, path])
}

/** Kept beyond the editor: one that is made anew, when an undo brings its file back, must not take the keys by itself. */
let revealed: Reveal | undefined

function useReveal(code: editor.IStandaloneCodeEditor | undefined, path: string) {
  const reveal = useSelection((selection) => selection.reveal)
  useEffect(() => {
    if (!code || !reveal || reveal.path !== path || revealed === reveal) return
    revealed = reveal
    const position = { lineNumber: reveal.line, column: reveal.column ?? 1 }
    code.setPosition(position)
    code.revealPositionInCenterIfOutsideViewport(position)
    code.focus()
  }, [code, reveal, path])
}

function useMarks(path: string) {
  const key = placeKey({ collection: 'services', name: path })
  const problems = useProblems((state) => state.at[key])
  const failure = useLive((live) => live.failures[key])
  useEffect(() => {
    const model = modelOf(path)
    if (!model) return
    const marks = marksOf(path, problems ?? [], failure).flatMap((mark) => {
      // The text may have become shorter since.
      if (mark.line > model.getLineCount()) return []
      const first = model.getLineFirstNonWhitespaceColumn(mark.line) || 1
      const startColumn = mark.column ?? first
      const word = model.getWordAtPosition({ lineNumber: mark.line, column: startColumn })
      return {
        severity: severities[mark.severity],
        message: mark.message,
        code: mark.code,
        source: 'patchbay',
        startLineNumber: mark.line,
        endLineNumber: mark.line,
        startColumn,
        endColumn: word?.endColumn ?? model.getLineMaxColumn(mark.line),
      }
    })
    editor.setModelMarkers(model, 'patchbay', marks)
  }, [path, problems, failure])
}
