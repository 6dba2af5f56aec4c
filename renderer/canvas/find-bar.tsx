/** Find in the flow: by name, summary or kind; Enter goes on, Shift+Enter back. */
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useProject } from '../store/project.ts'
import { selectOnCanvas, useSelection } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { setView } from '../store/view.ts'
import { focusCanvas, keepInView } from './handle.ts'
import { toCanvas } from './to-canvas.ts'

export function FindBar({ flow }: { flow: string }) {
  const project = useProject((state) => state.project)
  const selected = useSelection((selection) => selection.nodes[0])
  const [words, setWords] = useState('')
  const found = useMemo(() => findNodes(project, flow, words), [project, flow, words])
  const at = found.indexOf(selected ?? '')
  const go = (by: number) => {
    const next = found[(at + by + found.length) % found.length]
    if (next === undefined) return
    selectOnCanvas([next])
    keepInView(next)
  }
  const close = () => {
    setView({ finding: false })
    focusCanvas()
  }
  return (
    <search className="find-bar">
      <input
        // biome-ignore lint/a11y/noAutofocus: it was opened by a key to be typed into
        autoFocus
        aria-label="Find in the flow"
        placeholder="Find a node…"
        value={words}
        onChange={(event) => {
          setWords(event.target.value)
          const [first] = findNodes(project, flow, event.target.value)
          if (first) {
            selectOnCanvas([first])
            keepInView(first)
          }
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1)
          if (event.key === 'Escape') close()
        }}
      />
      <span className="muted" aria-live="polite">
        {words === ''
          ? ''
          : found.length === 0
            ? 'none'
            : `${Math.max(at, 0) + 1} of ${found.length}`}
      </span>
      <button
        type="button"
        className="btn small icon ghost"
        aria-label="Previous"
        onClick={() => go(-1)}
      >
        <ChevronUp size={14} />
      </button>
      <button
        type="button"
        className="btn small icon ghost"
        aria-label="Next"
        onClick={() => go(1)}
      >
        <ChevronDown size={14} />
      </button>
      <button type="button" className="btn small icon ghost" aria-label="Close" onClick={close}>
        <X size={14} />
      </button>
    </search>
  )
}

function findNodes(
  project: Parameters<typeof toCanvas>[0],
  flow: string,
  words: string,
): readonly string[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return []
  return toCanvas(project, flow, servicesOf(project))
    .cards.filter(({ data }) => {
      const text = `${data.title} ${data.summary} ${data.kind} ${data.note ?? ''}`.toLowerCase()
      return wanted.every((word) => text.includes(word))
    })
    .map(({ id }) => id)
}
