/**
 * Chooses among the project's security definitions that can do what the field wants, one or several: each a chip with the
 * way to its form. A new one can be made from here; then it is chosen, and its form is shown, because it still lacks its secret.
 */
import { Plus, X } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { namesIn, type ReferenceField } from '../../runtime/model/field.ts'
import type { ProjectObject } from '../../runtime/model/project.ts'
import { addSecurity, showSecurity } from '../commands/security.ts'
import { type SecurityConnector, securityFor } from '../edits/security.ts'
import { asOneStep, useProject } from '../store/project.ts'
import { SecurityKindItems } from './security-kind-items.tsx'

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
  const project = useProject((state) => state.project)
  const chosen = namesIn(value)
  const others = securityFor(project, field.to).filter(({ name }) => !chosen.includes(name))
  const save = (names: readonly string[]) =>
    onChange(field.many ? (names.length > 0 ? names : undefined) : names[0])
  const add = (name: string) => save(field.many ? [...chosen, name].sort() : [name])
  const make = (connector: SecurityConnector) => {
    let name = ''
    asOneStep(() => {
      name = addSecurity(connector)
      add(name)
    })
    showSecurity(name, 'name')
  }
  return (
    <div className="chips">
      {chosen.map((name) => (
        <Chip
          key={name}
          name={name}
          object={project.security[name]}
          remove={() => save(chosen.filter((other) => other !== name))}
        />
      ))}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <button
            type="button"
            id={id}
            className="btn small ghost add-row"
            aria-label={`${wordOf(field.many, chosen)} ${field.label}`}
          >
            <Plus size={13} /> {wordOf(field.many, chosen)}
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
            {others.map((object) => (
              <Choice key={object.name} object={object} choose={() => add(object.name)} />
            ))}
            {others.length > 0 && <DropdownMenu.Separator className="menu-line" />}
            <DropdownMenu.Label className="menu-title">New security definition</DropdownMenu.Label>
            <SecurityKindItems use={field.to} choose={make} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  )
}

function wordOf(isMany: boolean | undefined, chosen: readonly string[]): string {
  return chosen.length === 0 || isMany ? 'Add' : 'Change'
}

function Choice({ object, choose }: { object: ProjectObject; choose(): void }) {
  const definition = definitionOf(object.type)
  return (
    <DropdownMenu.Item className="menu-item" onSelect={choose}>
      <span className="ic existing role-shared" aria-hidden="true">
        {definition?.icon}
      </span>
      <span className="cut grow">{object.name}</span>
      <span className="muted">{definition?.title}</span>
    </DropdownMenu.Item>
  )
}

/** A name that is not there is shown all the same, so that it can be taken out. */
function Chip({
  name,
  object,
  remove,
}: {
  name: string
  object: ProjectObject | undefined
  remove(): void
}) {
  const definition = definitionOf(object?.type ?? '')
  const words = object ? (definition?.title ?? object.type) : 'not there'
  const face = (
    <>
      <span className="ic existing role-shared" aria-hidden="true">
        {definition?.icon ?? '?'}
      </span>
      <span className="cut grow">{name}</span>
      <span className="muted cut">{object?.isActive === false ? `${words}, off` : words}</span>
    </>
  )
  return (
    <div className={`chip-row ${object ? '' : 'missing'}`}>
      {object ? (
        <button
          type="button"
          className="chip-open"
          aria-label={`Open ${name}`}
          title={definition?.security?.summary(object)}
          onClick={() => showSecurity(name)}
        >
          {face}
        </button>
      ) : (
        <span className="chip-open">{face}</span>
      )}
      <button
        type="button"
        className="btn small icon ghost"
        aria-label={`Remove ${name}`}
        onClick={remove}
      >
        <X size={13} />
      </button>
    </div>
  )
}
