/** One field: label, control, help, and what is wrong with it while it is typed. */
import { CircleHelp } from 'lucide-react'
import { type ComponentType, useEffect, useId, useRef, useState } from 'react'
import { defaultOf, type Field } from '../../runtime/model/field.ts'
import type { Problem } from '../../runtime/model/problem.ts'
import { useSelection } from '../store/selection.ts'
import { CodeWords } from '../ui/code-words.tsx'
import { Tip } from '../ui/tip.tsx'
import type { ControlProps, FieldsProps } from './control.ts'
import { controls } from './kinds.ts'
import { troubleOf } from './trouble.ts'

export function FieldRow({
  field,
  value,
  place,
  problems,
  form,
  onChange,
}: {
  field: Field
  value: unknown
  /** Dotted, from the object: `path`, `cases.0.condition`. */
  place: string
  problems: readonly Problem[]
  form: ComponentType<FieldsProps>
  onChange(value: unknown): void
}) {
  const id = useId()
  const [typed, setTyped] = useState<unknown>()
  const row = useFocusOnDemand(place)
  const isTyping = typed !== undefined
  const trouble = troubleOf(field, isTyping ? typed : value)
  // While it is typed, what the check said of the old value is no longer to the point.
  const own = field.kind === 'rows' ? problems.filter(({ at }) => at.field === place) : problems
  const problem = isTyping ? undefined : own[0]
  const words = trouble ?? problem?.message
  const Control = controls[field.kind] as ComponentType<ControlProps>
  return (
    <div className={`field field-${field.kind}`} ref={row} data-field={place}>
      <div className="field-head">
        <label htmlFor={id}>{field.label}</label>
        {field.required && (
          <span className="required" title="Required" aria-hidden="true">
            •
          </span>
        )}
        <Tip words={<HelpWords field={field} />} side="left">
          <button
            type="button"
            className="field-help-button"
            aria-label={`Help: ${field.label}`}
            tabIndex={-1}
          >
            <CircleHelp size={12} />
          </button>
        </Tip>
      </div>
      <Control
        field={field}
        id={id}
        value={value}
        place={place}
        problems={problems}
        form={form}
        isInvalid={words !== undefined && problem?.severity !== 'warning'}
        onTyping={setTyped}
        onChange={(next) => {
          setTyped(undefined)
          onChange(next)
        }}
      />
      {words && (
        <p
          className={
            problem?.severity === 'warning' && !trouble ? 'field-help warn' : 'field-error'
          }
          role="alert"
        >
          {words}
        </p>
      )}
    </div>
  )
}

function HelpWords({ field }: { field: Field }) {
  const usual = defaultOf(field)
  const isPlain = ['string', 'number', 'boolean'].includes(typeof usual) && usual !== ''
  return (
    <>
      <CodeWords>{field.help ?? ''}</CodeWords>
      {isPlain && (
        <span className="muted">
          {' '}
          Default: {String(usual)}
          {'unit' in field && field.unit ? ` ${field.unit}` : ''}.
        </span>
      )}
    </>
  )
}

/** A problem or command that names the field puts the caret there. */
function useFocusOnDemand(place: string) {
  const row = useRef<HTMLDivElement>(null)
  const wanted = useSelection((selection) => selection.field)
  useEffect(() => {
    if (!wanted || (wanted.name !== place && !wanted.name.endsWith(`.${place}`))) return
    const control = row.current?.querySelector<HTMLElement>(
      'input, textarea, button:not([tabindex])',
    )
    control?.scrollIntoView({ block: 'nearest' })
    control?.focus()
    if (control instanceof HTMLInputElement) control.select()
  }, [wanted, place])
  return row
}
