/** Two answers beside each other, the older at the left: what became of them, headers, body. */
import { useEffect, useRef } from 'react'
import { editor } from '../code/monaco.ts'
import { plainOptions } from '../code/plain-options.ts'
import { themeName } from '../code/theme.ts'
import '../code/workshop.ts'
import { clockText } from '../messages/amounts.ts'
import { answerText } from './past.ts'
import { testingStore, useTesting } from './store.ts'

export function DiffView({ ids }: { ids: readonly string[] }) {
  const past = useTesting((state) => state.past)
  const both = past.filter(({ id }) => ids.includes(id)).sort((one, other) => one.at - other.at)
  const [older, newer] = both
  const before = older && answerText(older)
  const after = newer && answerText(newer)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!box.current || before === undefined || after === undefined) return
    const models = {
      original: editor.createModel(before, 'plaintext'),
      modified: editor.createModel(after, 'plaintext'),
    }
    const created = editor.createDiffEditor(box.current, {
      ...plainOptions,
      theme: themeName(),
      readOnly: true,
      originalEditable: false,
      renderOverviewRuler: false,
      // Below each other where there is no room beside.
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 520,
      originalAriaLabel: 'The older answer',
      modifiedAriaLabel: 'The newer answer',
    })
    created.setModel(models)
    return () => {
      created.dispose()
      models.original.dispose()
      models.modified.dispose()
    }
  }, [before, after])
  if (!older || !newer) return null
  return (
    <div className="test-diff">
      <p className="test-diff-head">
        <span className="muted mono cut">{clockText(older.at).slice(0, 8)}</span>
        <span className="muted mono cut">{clockText(newer.at).slice(0, 8)}</span>
        <span className="grow">{before === after && 'The answers are the same.'}</span>
        <button
          type="button"
          className="btn small ghost"
          onClick={() => testingStore.setState({ compared: [] })}
        >
          Back to the answer
        </button>
      </p>
      <div className="test-diff-box" ref={box} />
    </div>
  )
}
