import type { ControlProps } from './control.ts'
import { useDraft } from './draft.ts'
import { ExpressionInput } from './expression-input.tsx'
import { GrowingText } from './growing-text.tsx'
import { useTyping } from './typing.ts'

export function TextField(props: ControlProps<'text'>) {
  const { field, value, onChange } = props
  const isExpression =
    field.expression === true && typeof value === 'string' && value.startsWith('=')
  if (!field.expression) return <PlainText {...props} />
  return (
    <div className="with-toggle">
      {isExpression ? <ExpressionText {...props} /> : <PlainText {...props} />}
      <button
        type="button"
        className="toggle-expression"
        aria-pressed={isExpression}
        aria-label="Expression"
        title={
          isExpression
            ? 'An expression over the message. Press for a fixed text.'
            : 'A fixed text. Press for an expression over the message.'
        }
        onClick={() => onChange(toggled(String(value ?? field.default ?? '')))}
      >
        =
      </button>
    </div>
  )
}

/** `/in/a.bin` <-> `="/in/a.bin"`: the fixed text stays what the expression gives, where that can be. */
function toggled(value: string): string {
  if (!value.startsWith('=')) return `=${JSON.stringify(value)}`
  const inner = value.slice(1).trim()
  const literal = /^"(?:[^"\\]|\\.)*"$/.test(inner)
  return literal ? String(JSON.parse(inner)) : inner
}

function PlainText({ field, id, value, isInvalid, onTyping, onChange }: ControlProps<'text'>) {
  const saved = String(value ?? field.default ?? '')
  const draft = useDraft(saved, (text) => onChange(text === '' ? undefined : text))
  useTyping(draft.text, saved, onTyping)
  const common = {
    id,
    ...draft.bind,
    placeholder: field.placeholder,
    'aria-invalid': isInvalid,
    spellCheck: false,
  }
  if (field.multiline) return <GrowingText {...common} />
  return <input {...common} className="input" type="text" />
}

function ExpressionText({ field, id, value, isInvalid, onTyping, onChange }: ControlProps<'text'>) {
  const saved = String(value ?? '').slice(1)
  return (
    <ExpressionInput
      id={id}
      value={saved}
      placeholder={field.placeholder?.replace(/^=/, '')}
      isInvalid={isInvalid}
      onTyping={(text) => onTyping(`=${text}`)}
      onChange={(text) => onChange(`=${text}`)}
    />
  )
}
