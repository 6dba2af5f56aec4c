import type { ControlProps } from './control.ts'
import { ExpressionInput } from './expression-input.tsx'

export function ExpressionField({
  field,
  id,
  value,
  isInvalid,
  onTyping,
  onChange,
}: ControlProps<'expression'>) {
  return (
    <ExpressionInput
      id={id}
      value={String(value ?? field.default ?? '')}
      placeholder={field.placeholder}
      isInvalid={isInvalid}
      onTyping={onTyping}
      onChange={(text) => onChange(text === '' ? undefined : text)}
    />
  )
}
