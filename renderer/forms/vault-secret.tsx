/** Where a secret stands in Vault. Nothing is saved before all parts are there: half an address leads nowhere. */
import { type ComponentType, useState } from 'react'
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import type { Field } from '../../runtime/model/field.ts'
import {
  type Project,
  type VaultSecretRef,
  vaultSecretSchema,
} from '../../runtime/model/project.ts'
import type { FieldsProps } from './control.ts'

/** Names of the connections that secrets can stand in. */
export function vaultsOf(connections: Project['connections']): readonly string[] {
  return Object.values(connections)
    .filter(({ type }) => definitionOf(type)?.outgoing?.holdsSecrets)
    .map(({ name }) => name)
    .sort()
}

function fieldsFor(vaults: readonly string[]): readonly Field[] {
  return [
    {
      kind: 'choice',
      name: 'vault',
      label: 'Vault',
      help: 'The connection through which it is read.',
      required: true,
      options: vaults.map((name) => ({ value: name, label: name })),
    },
    {
      kind: 'text',
      name: 'mount',
      label: 'Mount',
      help: 'Where the key and value engine is, of version 1 or 2.',
      placeholder: 'secret',
      required: true,
    },
    {
      kind: 'text',
      name: 'path',
      label: 'Path',
      help: 'Below the mount, without data/.',
      placeholder: 'billing/erp',
      required: true,
    },
    {
      kind: 'text',
      name: 'key',
      label: 'Key in it',
      help: 'Of the value, among those that stand at the path.',
      placeholder: 'password',
      required: true,
    },
  ]
}

export function VaultSecret({
  saved,
  vaults,
  place,
  form: Form,
  onChange,
}: {
  /** undefined: it is being typed for the first time. */
  saved: VaultSecretRef | undefined
  vaults: readonly string[]
  place: string
  form: ComponentType<FieldsProps>
  onChange(value: VaultSecretRef): void
}) {
  const [draft, setDraft] = useState<Record<string, unknown>>(
    saved ?? { vault: vaults[0], mount: 'secret' },
  )
  // A name that is not there is offered all the same: it is what the file says.
  const names = saved ? [...new Set([...vaults, saved.vault])] : vaults
  return (
    <div className="vault-secret">
      <Form
        fields={fieldsFor(names)}
        values={draft}
        prefix={place}
        onChange={(values) => {
          setDraft(values)
          const read = vaultSecretSchema.safeParse(values)
          if (read.success) onChange(read.data)
        }}
      />
    </div>
  )
}
