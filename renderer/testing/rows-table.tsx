/** Names and values, each to be switched off for once. An empty row at the end is where the next one is typed. */
import { X } from 'lucide-react'
import type { TestRow, TestTable } from '../../runtime/model/testing.ts'

export function RowsTable(props: {
  table: TestTable
  rows: readonly TestRow[]
  onChange(rows: readonly TestRow[]): void
}) {
  const { table, rows, onChange } = props
  const isFixed = table.namesOf !== undefined
  const shown = isFixed ? rows : [...rows, { name: '', value: '' }]
  const put = (at: number, change: Partial<TestRow>) => {
    const next = shown.map((row, index) => (index === at ? { ...row, ...change } : row))
    const last = next.at(-1)
    // The row at the end becomes one only when something stands in it.
    onChange(!isFixed && last?.name === '' && last.value === '' ? next.slice(0, -1) : next)
  }
  return (
    <div className="test-rows">
      <p className="muted">{table.help}</p>
      {shown.map((row, at) => {
        const isNew = at >= rows.length
        const words = row.name === '' ? `row ${at + 1}` : row.name
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its name is just being typed
          <div className="test-row" key={at}>
            {!isFixed && (
              <input
                type="checkbox"
                aria-label={`Send ${words}`}
                checked={row.on !== false}
                disabled={isNew}
                onChange={({ target }) => put(at, { on: target.checked })}
              />
            )}
            <input
              className="input"
              aria-label={`${table.label}: name ${at + 1}`}
              placeholder="Name"
              spellCheck={false}
              readOnly={isFixed}
              value={row.name}
              onChange={({ target }) => put(at, { name: target.value })}
            />
            <input
              className="input"
              aria-label={`${table.label}: value of ${words}`}
              placeholder="Value"
              spellCheck={false}
              value={row.value}
              onChange={({ target }) => put(at, { value: target.value })}
            />
            {!isFixed && (
              <button
                type="button"
                className="btn small icon ghost"
                aria-label={`Remove ${words}`}
                disabled={isNew}
                onClick={() => onChange(rows.filter((_row, index) => index !== at))}
              >
                <X size={13} />
              </button>
            )}
          </div>
        )
      })}
    </div>
  )
}
