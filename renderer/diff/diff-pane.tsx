/** The project beside its last commit or another folder: what differs at the left, one of it drawn, as fields or as text. */
import { ChevronDown, ChevronUp } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Difference } from '../../runtime/model/compare.ts'
import type { Project, Records } from '../../runtime/model/project.ts'
import { writeText } from '../../runtime/model/write.ts'
import { useProject } from '../store/project.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { Switch } from '../ui/switch.tsx'
import { BasePicker } from './base-picker.tsx'
import { DiffCanvas } from './diff-canvas.tsx'
import { DifferenceList } from './difference-list.tsx'
import './diff.css'
import { emptyWords } from './empty-words.ts'
import { FieldList } from './field-list.tsx'
import { chosenOf, diffStore, useDiff, useDifferences, viewOf, viewsOf } from './store.ts'

// Monaco is large, and comes with the first text.
const CodeDiff = lazy(async () => ({ default: (await import('./code-diff.tsx')).CodeDiff }))

const viewWords = { canvas: 'Drawing', properties: 'Fields', code: 'Text' } as const

export function DiffPane() {
  const differences = useDifferences()
  const state = useDiff((all) => all)
  const after = useProject(({ project }) => project)
  const chosen = chosenOf(differences, state.chosen)
  return (
    <section className="diff" aria-label="Changes" aria-busy={state.isReading}>
      <header className="diff-head">
        <BasePicker />
        <span className="grow" />
        <Switch
          label="Layout as well"
          isOn={state.withLayout}
          onChange={(withLayout) => diffStore.setState({ withLayout })}
        />
        <span className="muted">Layout as well</span>
        <CommandButton id="previousDifference" className="btn small icon" isEnabled={!!chosen}>
          <ChevronUp size={14} />
        </CommandButton>
        <CommandButton id="nextDifference" className="btn small icon" isEnabled={!!chosen}>
          <ChevronDown size={14} />
        </CommandButton>
      </header>
      {state.trouble && (
        <p className="diff-trouble" role="alert">
          {state.trouble}
        </p>
      )}
      {state.before && chosen ? (
        <div className="diff-body">
          <DifferenceList differences={differences} chosen={chosen} />
          <Detail before={state.before} after={after} difference={chosen} />
        </div>
      ) : (
        <p className="diff-empty" role="status">
          {emptyWords(state)}
        </p>
      )}
    </section>
  )
}

interface DetailProps {
  before: Project
  after: Project
  difference: Difference
}

function Detail({ before, after, difference }: DetailProps) {
  const wanted = useDiff((state) => state.view)
  const sideBySide = useDiff((state) => state.sideBySide)
  const view = viewOf(difference, wanted)
  const views = viewsOf(difference)
  return (
    <div className="diff-detail">
      <div className="diff-views">
        {views.map((each) => (
          <button
            key={each}
            type="button"
            className="btn small ghost"
            aria-pressed={each === view}
            onClick={() => diffStore.setState({ view: each })}
          >
            {viewWords[each]}
          </button>
        ))}
        <span className="grow" />
        {view === 'code' && (
          <button
            type="button"
            className="btn small ghost"
            aria-pressed={sideBySide}
            onClick={() => diffStore.setState({ sideBySide: !sideBySide })}
          >
            Side by side
          </button>
        )}
      </div>
      {view === 'canvas' && <DiffCanvas before={before} after={after} flow={difference.key} />}
      {view === 'properties' && <FieldList before={before} after={after} difference={difference} />}
      {view === 'code' && (
        <Suspense fallback={<div className="diff-code" aria-busy="true" />}>
          <CodeDiff
            before={textOf(difference, difference.before)}
            after={textOf(difference, difference.after)}
            language={difference.collection === 'services' ? 'typescript' : 'json'}
            sideBySide={sideBySide}
          />
        </Suspense>
      )}
    </div>
  )
}

/** As it stands in its file. */
function textOf(
  { collection }: Difference,
  value: Records[Difference['collection']] | undefined,
): string {
  return value === undefined ? '' : writeText(collection, value).replaceAll('\r\n', '\n')
}
