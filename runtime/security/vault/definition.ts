/** Callers that a Vault vouches for. Pure data: the half of the definition `vault` that is a security definition. */
import type { SecurityDefinition } from '../../model/definition.ts'
import { realmField } from '../fields-definition.ts'

export const vaultSecurity: SecurityDefinition = {
  guards: true,
  signs: false,
  joins: true,
  fields: [
    {
      kind: 'reference',
      to: 'vault',
      name: 'connection',
      label: 'Vault',
      help: 'The connection that is asked who calls. How callers show who they are is set there.',
      required: true,
    },
    {
      kind: 'number',
      name: 'cache',
      label: 'Kept',
      help: 'How long an answer of Vault holds, never beyond the lease of the token. A token that is revoked elsewhere is let in for so long.',
      default: 60,
      min: 0,
      max: 3600,
      unit: 's',
      advanced: true,
    },
    realmField,
  ],
  summary: (values) => String(values.connection ?? ''),
}
