/** The body: its format, the text or the file, and whether it is what it says it is. */
import { FileUp, WandSparkles, X } from 'lucide-react'
import { type DragEvent, lazy, Suspense, useDeferredValue, useMemo, useRef, useState } from 'react'
import { bytesText } from '../messages/amounts.ts'
import { Tip } from '../ui/tip.tsx'
import { bodyTrouble, prettified } from './body.ts'
import { bodyFormats, type TestDraft, withFormat } from './draft.ts'
import { changeDraft } from './store.ts'

const BodyEditor = lazy(async () => ({ default: (await import('./body-editor.tsx')).BodyEditor }))

/** Characters; a longer text is not looked through with each key. */
const mostChecked = 1_000_000

export function BodyPart({ channel, draft }: { channel: string; draft: TestDraft }) {
  const { format, text } = draft
  const looked = useDeferredValue(text)
  const trouble = useMemo(
    () => (looked.length > mostChecked ? undefined : bodyTrouble(format, looked)),
    [format, looked],
  )
  const [isOver, setOver] = useState(false)
  const put = (change: Partial<TestDraft>) => changeDraft(channel, (now) => ({ ...now, ...change }))
  const drop = (event: DragEvent) => {
    setOver(false)
    const [file] = event.dataTransfer.files
    if (!file) return
    event.preventDefault()
    event.stopPropagation()
    put({ format: 'file', file })
  }
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  const isChecked = format === 'json' || format === 'xml'
  const isTyped = format !== 'none' && format !== 'file'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file may be dropped anywhere on it; the button does the same by key
    <div
      className={`test-body ${isOver ? 'is-over' : ''}`}
      onDragOverCapture={over}
      onDragLeave={() => setOver(false)}
      onDropCapture={drop}
    >
      <div className="test-body-bar">
        <div className="payload-choice" role="radiogroup" aria-label="Format of the body">
          {bodyFormats.map(({ format: each, title }) => (
            // biome-ignore lint/a11y/useSemanticElements: they look and behave as all choices of this kind here
            <button
              key={each}
              type="button"
              role="radio"
              aria-checked={format === each}
              onClick={() => changeDraft(channel, (now) => withFormat(now, each))}
            >
              {title}
            </button>
          ))}
        </div>
        <span className="test-said cut">
          {!trouble && isChecked && text.trim() !== '' && 'well formed'}
        </span>
        {isChecked && (
          <Tip words="Prettify">
            <button
              type="button"
              className="btn small icon ghost"
              aria-label="Prettify"
              disabled={trouble !== undefined}
              onClick={() => put({ text: prettified(format, text) })}
            >
              <WandSparkles size={13} />
            </button>
          </Tip>
        )}
      </div>
      <p className={trouble ? 'test-wrong' : ''} role="status">
        {trouble && `Line ${trouble.line}, column ${trouble.column}: ${trouble.message}`}
      </p>
      {format === 'none' && <p className="exchange-note">No body is sent.</p>}
      {isTyped && (
        <Suspense fallback={<p className="exchange-note">Loading the editor…</p>}>
          <BodyEditor
            text={text}
            format={format}
            trouble={trouble}
            onChange={(next) => put({ text: next })}
          />
        </Suspense>
      )}
      {format === 'file' && <FileChoice file={draft.file} choose={(file) => put({ file })} />}
    </div>
  )
}

function FileChoice(props: { file: File | undefined; choose(file: File | undefined): void }) {
  const { file, choose } = props
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="test-file">
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File as the body"
        onChange={({ target }) => choose(target.files?.[0])}
      />
      {file && (
        <p>
          <b>{file.name}</b>{' '}
          <span className="muted">
            {bytesText(file.size)} · {file.type || 'application/octet-stream'}
          </span>
        </p>
      )}
      <div className="test-file-buttons">
        <button type="button" className="btn small" onClick={() => input.current?.click()}>
          <FileUp size={13} />
          {file ? 'Choose another…' : 'Choose a file…'}
        </button>
        {file && (
          <button
            type="button"
            className="btn small icon ghost"
            aria-label={`Remove ${file.name}`}
            onClick={() => choose(undefined)}
          >
            <X size={13} />
          </button>
        )}
      </div>
      {!file && (
        <p className="muted">or drop one here. It goes as it is, without being read whole.</p>
      )}
    </div>
  )
}
