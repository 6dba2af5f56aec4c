/** A key in a header, for callers and for calls. Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import { realmField } from '../fields-definition.ts'

export const apiKeyDefinition: ConnectorDefinition = {
  type: 'api-key',
  title: 'API key',
  icon: 'K',
  help: 'One secret text in a header of each request.',
  security: {
    guards: true,
    signs: true,
    joins: true,
    fields: [
      {
        kind: 'text',
        name: 'header',
        label: 'Header',
        help: 'The header that holds the key. Its value is never shown with messages.',
        default: 'X-API-Key',
        required: true,
        pattern: {
          source: "[A-Za-z0-9!#$%&'*+.^_`|~-]+",
          message: 'must be the name of a header',
        },
      },
      {
        kind: 'secret',
        name: 'key',
        label: 'Key',
        help: 'Kept outside the project.',
        required: true,
      },
      realmField,
    ],
    summary: (values) => String(values.header ?? 'X-API-Key'),
  },
}
