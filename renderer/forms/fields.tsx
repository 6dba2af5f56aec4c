/** The fields of one object: groups under their headings, advanced ones folded, those that do not apply left out. */
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { type Field, isShown } from '../../runtime/model/field.ts'
import type { Problem } from '../../runtime/model/problem.ts'
import { setField } from '../edits/object.ts'
import type { FieldsProps } from './control.ts'
import { FieldRow } from './field-row.tsx'

export function Fields(props: FieldsProps) {
  const { fields, values } = props
  const shown = fields.filter((field) => isShown(field, values, fields))
  const plain = shown.filter(({ advanced }) => !advanced)
  const advanced = shown.filter((field) => field.advanced)
  const hasValues = advanced.some(({ name }) => values[name] !== undefined)
  const hasProblems = advanced.some(({ name }) => problemsOf(props, name).length > 0)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Grouped {...props} fields={plain} />
      {advanced.length > 0 && (
        <>
          <button
            type="button"
            className="fold"
            aria-expanded={isOpen || hasProblems}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronRight size={13} />
            Advanced
            {hasValues && !isOpen && <span className="muted">changed</span>}
          </button>
          {(isOpen || hasProblems) && <Grouped {...props} fields={advanced} />}
        </>
      )}
    </>
  )
}

function Grouped(props: FieldsProps) {
  const groups = new Map<string, Field[]>()
  for (const field of props.fields) {
    groups.set(field.group ?? '', [...(groups.get(field.group ?? '') ?? []), field])
  }
  return [...groups].map(([title, fields]) => (
    <section key={title} aria-label={title || undefined}>
      {title && <h2 className="overline">{title}</h2>}
      <div className="fields">
        {fields.map((field) => (
          <FieldRow
            key={field.name}
            field={field}
            value={props.values[field.name]}
            form={Fields}
            place={[props.prefix, field.name].filter(Boolean).join('.')}
            problems={problemsOf(props, field.name)}
            onChange={(value) => props.onChange(setField(props.values, field, value), field)}
          />
        ))}
      </div>
    </section>
  ))
}

function problemsOf({ problems = [], prefix }: FieldsProps, name: string): readonly Problem[] {
  const place = [prefix, name].filter(Boolean).join('.')
  return problems.filter(({ at }) => at.field === place || at.field?.startsWith(`${place}.`))
}
