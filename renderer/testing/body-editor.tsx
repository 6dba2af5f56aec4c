/** The text of a body in the editor. Tab leaves it, as in any field of a form. */
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { minimalEdit } from '../code/minimal-edit.ts'
import { editor, MarkerSeverity, Range } from '../code/monaco.ts'
import { plainOptions } from '../code/plain-options.ts'
import { themeName } from '../code/theme.ts'
import '../code/workshop.ts'
import type { BodyTrouble } from './body.ts'
import type { BodyFormat } from './draft.ts'

export function BodyEditor(props: {
  text: string
  format: BodyFormat
  trouble: BodyTrouble | undefined
  onChange(text: string): void
}) {
  const { text, format, trouble, onChange } = props
  const box = useRef<HTMLDivElement>(null)
  const [code, setCode] = useState<editor.IStandaloneCodeEditor>()
  const typed = useEffectEvent((value: string) => onChange(value))
  const first = useEffectEvent(() => text)

  useEffect(() => {
    if (!box.current) return
    const model = editor.createModel(first(), languageOf(format))
    const created = editor.create(box.current, {
      ...plainOptions,
      theme: themeName(),
      model,
      tabFocusMode: true,
      // Who types over a whole body means to replace it.
      autoSurround: 'never',
      ariaLabel: 'Body',
    })
    const changed = model.onDidChangeContent(() => typed(model.getValue()))
    setCode(created)
    return () => {
      changed.dispose()
      created.dispose()
      model.dispose()
    }
  }, [format])

  useEffect(() => {
    const model = code?.getModel()
    const difference = model && minimalEdit(model.getValue(), text)
    if (!model || !difference) return
    const from = model.getPositionAt(difference.from)
    const to = model.getPositionAt(difference.to)
    model.pushStackElement()
    const range = Range.fromPositions(from, to)
    model.pushEditOperations(null, [{ range, text: difference.text }], () => null)
    model.pushStackElement()
  }, [code, text])

  useEffect(() => {
    const model = code?.getModel()
    if (model) editor.setModelMarkers(model, 'patchbay', trouble ? [markerOf(model, trouble)] : [])
  }, [code, trouble])

  return <div className="test-editor" ref={box} />
}

function languageOf(format: BodyFormat): string {
  return format === 'json' || format === 'xml' ? format : 'plaintext'
}

function markerOf(model: editor.ITextModel, { message, line, column }: BodyTrouble) {
  const last = Math.min(line, model.getLineCount())
  const startColumn = Math.min(column, model.getLineMaxColumn(last))
  return {
    severity: MarkerSeverity.Error,
    message,
    startLineNumber: last,
    endLineNumber: last,
    startColumn,
    endColumn: startColumn + 1,
  }
}
