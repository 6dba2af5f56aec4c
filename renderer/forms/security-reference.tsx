/** Chooses among the project's security definitions that can do what the field wants; one or several. */
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { namesIn, type ReferenceField } from '../../runtime/model/field.ts'
import { useProject } from '../store/project.ts'

export function SecurityReference({
  field,
  id,
  value,
  onChange,
}: {
  field: Extract<ReferenceField, { collection: 'security' }>
  id: string
  value: unknown
  onChange(value: unknown): void
}) {
  const security = useProject(({ project }) => project.security)
  const chosen = namesIn(value)
  const suited = Object.values(security).filter(
    ({ type }) => definitionOf(type)?.security?.[field.to],
  )
  // A name that is not there is shown all the same, so that it can be taken out.
  const names = [...new Set([...suited.map(({ name }) => name), ...chosen])].sort()
  const choose = (name: string, isChosen: boolean) => {
    const others = field.many ? chosen.filter((other) => other !== name) : []
    const next = isChosen ? [...others, name].sort() : others
    onChange(field.many ? (next.length > 0 ? next : undefined) : next[0])
  }
  if (names.length === 0) {
    return <p className="pane-none">The project has no security definition for this.</p>
  }
  return (
    <div className="checks">
      {names.map((name, at) => (
        <label key={name} className="check">
          <input
            id={at === 0 ? id : undefined}
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={(event) => choose(name, event.target.checked)}
          />
          <span className="cut grow">{name}</span>
          <span className="muted">
            {definitionOf(security[name]?.type ?? '')?.title ?? 'not there'}
          </span>
        </label>
      ))}
    </div>
  )
}
