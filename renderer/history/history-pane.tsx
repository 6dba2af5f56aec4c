/** Every step of the history, newest first: what was done and when. A press goes there; what was undone can still be redone. */
import { useEffect, useRef } from 'react'
import { goThere } from '../commands/history.ts'
import { clockText } from '../messages/amounts.ts'
import { type historyStore, positionOf, type Step, useHistory } from '../store/history.ts'
import { FixedRows } from '../ui/fixed-rows.tsx'
import { type Marks, useMarks } from './marks.ts'
import './history.css'

interface Row {
  id: number
  label: string
  at: number | undefined
  isUndone: boolean
}

export function HistoryPane() {
  const history = useHistory((state) => state)
  const marks = useMarks()
  const rows = rowsOf(history)
  const now = positionOf(history)
  const current = rows.findIndex(({ id }) => id === now)
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => {
    scroller.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })
  const go = (by: number) => {
    const row = rows[current + by]
    if (row) goThere(row.id)
  }
  if (rows.length === 1) {
    return (
      <p className="pane-empty">
        Nothing was edited yet. Each edit will stand here, and a press on it goes back to it.
      </p>
    )
  }
  return (
    <FixedRows
      count={rows.length}
      rowHeight={28}
      role="listbox"
      label="Edits, newest first. Up and Down redo and undo."
      active={`edit-${now}`}
      className="history"
      scroller={scroller}
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1, End: rows.length, Home: -rows.length }[event.key]
        if (by === undefined) return
        event.preventDefault()
        go(Math.max(-current, Math.min(rows.length - 1 - current, by)))
      }}
      row={(index) => {
        const row = rows[index]
        return row && <HistoryRow key={row.id} row={row} isNow={row.id === now} marks={marks} />
      }}
    />
  )
}

function HistoryRow({ row, isNow, marks }: { row: Row; isNow: boolean; marks: Marks }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
    <div
      id={`edit-${row.id}`}
      role="option"
      aria-selected={isNow}
      className={`history-row ${isNow ? 'on' : ''} ${row.isUndone ? 'undone' : ''}`}
      onClick={() => goThere(row.id)}
    >
      <span className="muted">{row.at === undefined ? '' : clockText(row.at).slice(0, 8)}</span>
      <span className="cut grow">{row.label}</span>
      {row.isUndone && <span className="muted">undone</span>}
      {row.id === marks.saved && <span className="badge tone-ok">saved</span>}
      {row.id === marks.deployed && <span className="badge tone-ok">deployed</span>}
    </div>
  )
}

function rowsOf({ past, future }: ReturnType<typeof historyStore.getState>): Row[] {
  const row = (step: Step, isUndone: boolean): Row => ({
    id: step.id,
    label: step.change.label,
    at: step.at,
    isUndone,
  })
  return [
    ...future.map((step) => row(step, true)).reverse(),
    ...past.map((step) => row(step, false)).reverse(),
    { id: 0, label: 'As it was opened', at: undefined, isUndone: false },
  ]
}
