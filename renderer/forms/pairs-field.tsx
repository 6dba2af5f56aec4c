import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { ControlProps } from './control.ts'
import { useDraft } from './draft.ts'

type Pair = readonly [name: string, value: string]

/** Names and values: headers, query parameters. An empty last row is where the next one is typed. */
export function PairsField({ field, id, value, onChange }: ControlProps<'pairs'>) {
  const saved = Object.entries((value ?? field.default ?? {}) as Record<string, string>)
  const [isAdding, setAdding] = useState(false)
  const rows: Pair[] = isAdding ? [...saved, ['', '']] : saved
  const save = (next: readonly Pair[]) => {
    const named = next.filter(([name]) => name !== '')
    onChange(named.length === 0 ? undefined : Object.fromEntries(named))
  }
  const put = (at: number, pair: Pair) => {
    if (pair[0] !== '') setAdding(false)
    save(rows.map((row, index) => (index === at ? pair : row)))
  }
  return (
    <div className="pairs">
      {rows.map(([name, text], at) => (
        <div className="pair" key={at < saved.length ? name : 'new'}>
          <PairInput
            label="Name"
            id={at === 0 ? id : undefined}
            autoFocus={isAdding && at === saved.length}
            value={name}
            save={(next) => put(at, [next, text])}
          />
          <PairInput label="Value" value={text} save={(next) => put(at, [name, next])} />
          <button
            type="button"
            className="btn small icon ghost"
            aria-label={`Remove ${name}`}
            onClick={() => {
              setAdding(false)
              save(rows.filter((_row, index) => index !== at))
            }}
          >
            <X size={13} />
          </button>
        </div>
      ))}
      {!isAdding && (
        <button
          type="button"
          id={rows.length === 0 ? id : undefined}
          className="btn small ghost add-row"
          aria-label={`Add to ${field.label}`}
          onClick={() => setAdding(true)}
        >
          <Plus size={13} /> Add
        </button>
      )}
    </div>
  )
}

function PairInput({
  label,
  value,
  save,
  ...rest
}: {
  label: string
  value: string
  id?: string | undefined
  autoFocus?: boolean
  save(next: string): void
}) {
  const draft = useDraft(value, save)
  return (
    <input
      {...rest}
      {...draft.bind}
      className="input"
      aria-label={label}
      placeholder={label}
      spellCheck={false}
    />
  )
}
