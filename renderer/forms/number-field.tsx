import type { ControlProps } from './control.ts'
import { useDraft } from './draft.ts'
import { useTyping } from './typing.ts'

/** Digits with their unit beside them. What is no number is told and not saved; empty means the default. */
export function NumberField({
  field,
  id,
  value,
  isInvalid,
  onTyping,
  onChange,
}: ControlProps<'number'>) {
  const saved = String(value ?? field.default ?? '')
  const draft = useDraft(saved, (text) => {
    const number = toNumber(text)
    if (text.trim() === '') onChange(undefined)
    else if (number !== undefined) onChange(number)
  })
  useTyping(draft.text, saved, (text) =>
    onTyping(typeof text !== 'string' || text.trim() === '' ? undefined : (toNumber(text) ?? text)),
  )
  return (
    <div className="with-unit">
      <input
        id={id}
        {...draft.bind}
        className="input"
        type="text"
        inputMode="decimal"
        aria-invalid={isInvalid}
        autoComplete="off"
      />
      {field.unit && <span className="unit">{field.unit}</span>}
    </div>
  )
}

/** `1 500`, `1,5` and `1_500` are how people write them. */
function toNumber(text: string): number | undefined {
  const plain = text.replace(/[\s_]/g, '').replace(',', '.')
  const number = Number(plain)
  return plain !== '' && Number.isFinite(number) ? number : undefined
}
