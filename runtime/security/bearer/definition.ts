/** A fixed token sent with each call (RFC 6750). Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'

export const bearerDefinition: ConnectorDefinition = {
  type: 'bearer',
  title: 'Bearer token',
  icon: 'T',
  help: 'A token that does not change, in the Authorization header of each call.',
  security: {
    guards: false,
    signs: true,
    joins: false,
    fields: [
      {
        kind: 'secret',
        name: 'token',
        label: 'Token',
        help: 'Kept outside the project.',
        required: true,
      },
    ],
    summary: () => 'Authorization: Bearer',
  },
}
