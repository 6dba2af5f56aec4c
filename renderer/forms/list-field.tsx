import type { ControlProps } from './control.ts'
import { useDraft } from './draft.ts'
import { GrowingText } from './growing-text.tsx'

/** A list of texts, one a line. */
export function ListField({ field, id, value, isInvalid, onChange }: ControlProps<'list'>) {
  const saved = (Array.isArray(value) ? value : (field.default ?? [])).join('\n')
  const draft = useDraft(saved, (text) => {
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
    onChange(lines.length === 0 ? undefined : lines)
  })
  return (
    <GrowingText
      id={id}
      {...draft.bind}
      placeholder={field.placeholder ?? 'One a line'}
      aria-invalid={isInvalid}
      spellCheck={false}
    />
  )
}
