/** Find in the flow: by words and operators (`find.ts`); Enter goes on, Shift+Enter back. */
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useHistory } from '../store/history.ts'
import { useProblems } from '../store/problems.ts'
import { useProject } from '../store/project.ts'
import { selectOnCanvas, useSelection } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { setView } from '../store/view.ts'
import { changedSince } from './changed.ts'
import { completions, findOnCanvas } from './find.ts'
import { focusCanvas, keepInView } from './handle.ts'
import { toCanvas } from './to-canvas.ts'

export function FindBar({ flow }: { flow: string }) {
  const project = useProject((state) => state.project)
  const selected = useSelection((selection) => selection.nodes[0])
  const [words, setWords] = useState('')
  const find = useFinder(flow)
  const found = useMemo(() => find(words), [find, words])
  const offered = useMemo(() => completions(words, project).slice(0, 12), [words, project])
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
        placeholder="Find: words, is: type: uses:"
        list="find-completions"
        autoComplete="off"
        value={words}
        onChange={(event) => {
          setWords(event.target.value)
          const [first] = find(event.target.value)
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
      <datalist id="find-completions">
        {offered.map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
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

/** Errors of the check, changes of this session, and the drawing as it is. */
function useFinder(flow: string): (text: string) => readonly string[] {
  const project = useProject((state) => state.project)
  const problems = useProblems(({ at }) => at)
  const history = useHistory((state) => state)
  return useMemo(() => {
    const services = servicesOf(project)
    const { cards, frames } = toCanvas(project, flow, services)
    const isInvalid = (place: string) =>
      problems[place]?.some(({ severity }) => severity === 'error') === true
    const isChanged = changedSince(history, project, flow)
    const facts = { project, services, isInvalid, isChanged }
    return (text) => findOnCanvas([...cards, ...frames], text, facts)
  }, [project, problems, history, flow])
}
