/** One value of a test: as it is typed it counts, since nothing of it is saved or undone. */
import { useId } from 'react'
import type { Field } from '../../runtime/model/field.ts'
import { ChoiceField } from '../forms/choice-field.tsx'
import { Switch } from '../ui/switch.tsx'
import { Tip } from '../ui/tip.tsx'

interface Props {
  field: Field
  value: unknown
  isInvalid: boolean
  /** Its name stands over it; else only a reader of the screen hears it. */
  isLabelled?: boolean
  onChange(value: unknown): void
}

export function ValueField(props: Props) {
  const { field, isLabelled = false } = props
  const id = useId()
  if (!isLabelled) return <Control {...props} id={id} label={field.label} />
  return (
    <div className="field">
      <Tip words={field.help} side="top">
        <label className="field-head" htmlFor={id}>
          {field.label}
        </label>
      </Tip>
      <Control {...props} id={id} label={undefined} />
    </div>
  )
}

function Control(props: Props & { id: string; label: string | undefined }) {
  const { field, id, label, value, isInvalid, onChange } = props
  if (field.kind === 'choice') {
    return (
      <ChoiceField
        id={id}
        field={field}
        value={value}
        isInvalid={isInvalid}
        onChange={onChange}
        {...(label === undefined ? {} : { label })}
      />
    )
  }
  if (field.kind === 'bool') {
    const isOn = (value ?? field.default) === true
    return <Switch id={id} isOn={isOn} label={field.label} onChange={onChange} />
  }
  return (
    <input
      id={id}
      className="input"
      aria-label={label}
      aria-invalid={isInvalid}
      spellCheck={false}
      inputMode={field.kind === 'number' ? 'decimal' : 'text'}
      placeholder={'placeholder' in field ? field.placeholder : undefined}
      value={value === undefined ? '' : String(value)}
      onChange={({ target }) =>
        onChange(field.kind === 'number' ? numberOf(target.value) : target.value)
      }
    />
  )
}

/** What is no number stays a text while it is typed; the channel says what is wrong with it. */
function numberOf(text: string): number | string | undefined {
  if (text.trim() === '') return undefined
  const number = Number(text)
  return Number.isFinite(number) && !text.endsWith('.') ? number : text
}
