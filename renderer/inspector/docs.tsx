import { defaultOf, type Field } from '../../runtime/model/field.ts'
import { CodeWords } from '../ui/code-words.tsx'

/** The same words that the form's help has, to be read in one go. */
export function Docs({
  title,
  help,
  fields,
}: {
  title: string
  help: string
  fields: readonly Field[]
}) {
  return (
    <article>
      <h3>{title}</h3>
      <p>
        <CodeWords>{help}</CodeWords>
      </p>
      <dl>
        {fields.map((field) => (
          <div key={field.name}>
            <dt>
              {field.label} <code>{field.name}</code>
            </dt>
            <dd>
              <CodeWords>{field.help ?? ''}</CodeWords>{' '}
              <span className="muted">{usualOf(field)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </article>
  )
}

function usualOf(field: Field): string {
  const usual = defaultOf(field)
  if (field.required) return 'Required.'
  if (usual === undefined || usual === '' || typeof usual === 'object') return ''
  const unit = 'unit' in field && field.unit ? ` ${field.unit}` : ''
  return `Default: ${String(usual)}${unit}.`
}
