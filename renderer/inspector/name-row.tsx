/** The name of an object or service. A new one is followed by every reference, in flows and in code. */
import { useEffect, useId, useRef, useState } from 'react'
import { type Renamable, renameObject, renameTrouble } from '../commands/by-name.ts'
import { useDraft } from '../forms/draft.ts'
import { useSelection } from '../store/selection.ts'

export function NameRow({ collection, name }: { collection: Renamable; name: string }) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const wanted = useSelection((selection) => selection.field)
  const [refused, setRefused] = useState<string>()
  const draft = useDraft(name, (next) => {
    const trouble = renameTrouble(collection, name, next)
    setRefused(trouble)
    if (!trouble) renameObject(collection, name, next.trim())
  })
  useEffect(() => {
    if (wanted?.name !== 'name' && wanted?.name !== '') return
    field.current?.focus()
    if (wanted.name === 'name') field.current?.select()
  }, [wanted])
  const trouble = draft.text === name ? refused : renameTrouble(collection, name, draft.text)
  return (
    <div className="field" data-field="name">
      <div className="field-head">
        <label htmlFor={id}>Name</label>
      </div>
      <input
        ref={field}
        id={id}
        {...draft.bind}
        className="input"
        aria-invalid={trouble !== undefined}
        spellCheck={false}
      />
      {trouble && (
        <p className="field-error" role="alert">
          {trouble}
        </p>
      )}
    </div>
  )
}
