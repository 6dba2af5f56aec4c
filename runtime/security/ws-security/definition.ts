/** A user and a password in the header of a SOAP envelope (WS-Security UsernameToken Profile 1.1). Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import type { Field } from '../../model/field.ts'
import { realmField } from '../fields-definition.ts'

const replay = 'Against replay'

const needed: Pick<Extract<Field, { kind: 'choice' }>, 'kind' | 'default' | 'options'> = {
  kind: 'choice',
  default: 'digest',
  options: [
    { value: 'digest', label: 'With a digest' },
    { value: 'always', label: 'Always' },
    { value: 'never', label: 'Not needed' },
  ],
}

export const wsSecurityDefinition: ConnectorDefinition = {
  type: 'ws-security',
  title: 'WS-Security',
  icon: 'W',
  help: 'A UsernameToken in the header of a SOAP 1.1 or 1.2 envelope. What the rest of the envelope says is not signed: use TLS.',
  security: {
    guards: true,
    signs: false,
    joins: true,
    fields: [
      {
        kind: 'text',
        name: 'user',
        label: 'User',
        help: 'As the caller sends it.',
        required: true,
        pattern: { source: '[^\\x00-\\x1f\\x7f]+', message: 'must be one line' },
      },
      {
        kind: 'secret',
        name: 'password',
        label: 'Password',
        help: 'Kept outside the project.',
        required: true,
      },
      {
        kind: 'choice',
        name: 'passwordType',
        label: 'Sent as',
        help: 'How the caller has to send the password.',
        default: 'digest',
        options: [
          {
            value: 'digest',
            label: 'Digest',
            help: 'PasswordDigest: SHA-1 over nonce, time and password.',
          },
          {
            value: 'text',
            label: 'Text',
            help: 'PasswordText. Without TLS anyone on the way can read it.',
          },
          { value: 'either', label: 'Either' },
        ],
      },
      {
        ...needed,
        name: 'nonce',
        label: 'Nonce',
        help: 'Must the token have one? Each is let in once while its token could still be good. Those seen are in memory: after a restart, or a change of this definition, one that is young enough is let in once more.',
        group: replay,
      },
      {
        ...needed,
        name: 'created',
        label: 'Created',
        help: 'Must the token say when it was made? A digest without it is good for ever.',
        group: replay,
      },
      {
        kind: 'number',
        name: 'maxAge',
        label: 'Oldest',
        help: 'A token that was made longer ago is refused.',
        default: 300,
        min: 1,
        max: 86_400,
        unit: 's',
        group: replay,
      },
      {
        kind: 'number',
        name: 'clockSkew',
        label: 'Clock skew',
        help: 'How much the clocks of the caller and of this machine may differ.',
        default: 60,
        min: 0,
        max: 3600,
        unit: 's',
        group: replay,
        advanced: true,
      },
      {
        kind: 'number',
        name: 'maxSize',
        label: 'Size limit',
        help: 'A larger envelope is refused unread, whatever the channel would take: it is parsed before anybody knows who sent it.',
        default: 1,
        min: 0.001,
        max: 100,
        unit: 'MiB',
        advanced: true,
      },
      realmField,
    ],
    summary: (values) => `user ${values.user ?? ''}`,
  },
}
