/** HTTP Basic (RFC 7617), for callers and for calls. Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import { realmField } from '../fields-definition.ts'

export const basicDefinition: ConnectorDefinition = {
  type: 'basic',
  title: 'HTTP Basic',
  icon: 'U',
  help: 'A user and a password with each request. Without TLS anyone on the way can read them.',
  security: {
    guards: true,
    signs: true,
    joins: true,
    fields: [
      {
        kind: 'text',
        name: 'user',
        label: 'User',
        help: 'As the caller sends it, or as we do.',
        required: true,
        pattern: { source: '[^:\\x00-\\x1f\\x7f]+', message: 'must not hold a colon' },
      },
      {
        kind: 'secret',
        name: 'password',
        label: 'Password',
        help: 'Kept outside the project.',
        required: true,
      },
      realmField,
    ],
    summary: (values) => `user ${values.user ?? ''}`,
  },
}
