/** Opaque tokens that the authorization server is asked about (RFC 7662). Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import {
  caField,
  clientFields,
  needFields,
  realmField,
  timeoutField,
  urlPattern,
} from '../fields-definition.ts'

export const introspectionDefinition: ConnectorDefinition = {
  type: 'oauth2-introspection',
  title: 'OAuth2 introspection',
  icon: 'O',
  help: 'A token in the Authorization header that the authorization server is asked about.',
  security: {
    guards: true,
    signs: false,
    joins: true,
    fields: [
      {
        kind: 'text',
        name: 'url',
        label: 'Introspection address',
        help: 'Where the server tells what a token is worth.',
        placeholder: 'https://login.example.com/oauth2/introspect',
        required: true,
        pattern: urlPattern,
      },
      ...clientFields,
      {
        kind: 'list',
        name: 'audience',
        label: 'Audience',
        help: 'The aud of the token must have one of these. Left empty, any.',
      },
      ...needFields,
      {
        kind: 'number',
        name: 'cache',
        label: 'Kept',
        help: 'How long an answer holds, never beyond the end of the token. A token that is revoked is let in for so long.',
        default: 60,
        min: 0,
        max: 86_400,
        unit: 's',
        advanced: true,
      },
      realmField,
      timeoutField,
      caField,
    ],
    summary: (values) => String(values.url ?? ''),
  },
}
