import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { freeId } from '../edits/ids.ts'
import type { ControlProps } from './control.ts'

type Row = Record<string, unknown>

/** A list of small objects: a router's cases, the actions of a Set. A field called `id` is ours to fill in, not shown. */
export function RowsField({
  field,
  id,
  value,
  place,
  problems,
  form: Form,
  onChange,
}: ControlProps<'rows'>) {
  const rows = (Array.isArray(value) ? value : (field.default ?? [])) as readonly Row[]
  const hasId = field.fields.some(({ name }) => name === 'id')
  const shown = field.fields.filter(({ name }) => name !== 'id')
  const word = field.label.replace(/s$/, '').toLowerCase()
  const put = (next: readonly Row[]) => onChange(next)
  const move = (at: number, by: number) => {
    const next = [...rows]
    const [row] = next.splice(at, 1)
    if (row) next.splice(at + by, 0, row)
    put(next)
  }
  const add = () => {
    const taken = Object.fromEntries(rows.map((row) => [String(row.id), true]))
    const first = hasId ? { id: freeId(word, taken), label: `${word} ${rows.length + 1}` } : {}
    put([...rows, first])
  }
  return (
    <div className="rows">
      {rows.map((row, at) => (
        <fieldset className="row-card" key={hasId ? String(row.id) : at}>
          <legend>
            <span className="grow">{String(row.label ?? `${at + 1}`)}</span>
            <button
              type="button"
              className="btn small icon ghost"
              aria-label="Move up"
              disabled={at === 0}
              onClick={() => move(at, -1)}
            >
              <ArrowUp size={13} />
            </button>
            <button
              type="button"
              className="btn small icon ghost"
              aria-label="Move down"
              disabled={at === rows.length - 1}
              onClick={() => move(at, 1)}
            >
              <ArrowDown size={13} />
            </button>
            <button
              type="button"
              className="btn small icon ghost"
              aria-label={`Remove ${word}`}
              onClick={() => put(rows.filter((_row, index) => index !== at))}
            >
              <X size={13} />
            </button>
          </legend>
          <Form
            fields={shown}
            values={row}
            prefix={`${place}.${at}`}
            problems={problems}
            onChange={(next) => put(rows.map((old, index) => (index === at ? next : old)))}
          />
        </fieldset>
      ))}
      <button
        type="button"
        id={id}
        className="btn small ghost add-row"
        aria-label={`Add ${word}`}
        onClick={add}
      >
        <Plus size={13} /> Add {word}
      </button>
    </div>
  )
}
