/** Tokens that we fetch for ourselves (RFC 6749, 4.4). Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import { caField, clientFields, timeoutField, urlPattern } from '../fields-definition.ts'

export const clientCredentialsDefinition: ConnectorDefinition = {
  type: 'oauth2-client-credentials',
  title: 'OAuth2 client credentials',
  icon: 'O',
  help: 'A token fetched with a client id and secret, kept until shortly before it ends, and fetched anew when a call is answered 401.',
  security: {
    guards: false,
    signs: true,
    joins: false,
    fields: [
      {
        kind: 'text',
        name: 'tokenUrl',
        label: 'Token address',
        help: 'Where tokens are given out.',
        placeholder: 'https://login.example.com/oauth2/token',
        required: true,
        pattern: urlPattern,
      },
      ...clientFields,
      {
        kind: 'list',
        name: 'scopes',
        label: 'Scopes',
        help: 'What the token shall be good for. Left empty, whatever the server gives.',
      },
      {
        kind: 'pairs',
        name: 'parameters',
        label: 'Parameters',
        help: 'Sent along when a token is fetched: audience, resource, ...',
        advanced: true,
      },
      timeoutField,
      caField,
    ],
    summary: (values) => String(values.tokenUrl ?? ''),
  },
}
