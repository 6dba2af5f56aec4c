/** HashiCorp Vault and OpenBao: where secrets are, and who vouches for callers. Pure data. */
import type { ConnectorDefinition } from '../../model/definition.ts'
import type { Field } from '../../model/field.ts'
import { vaultSecurity } from '../../security/vault/definition.ts'

const callers = 'Callers of guarded channels'
const tls = 'TLS'

const mountPattern = {
  source: '[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*',
  message: 'must be the path of a mount, without auth/ and without slashes around it',
}

function mountField(name: string, label: string, word: string): Field {
  return {
    kind: 'text',
    name,
    label,
    help: `Where ${word} is enabled in Vault, without auth/.`,
    default: word,
    pattern: mountPattern,
    group: callers,
    advanced: true,
  }
}

const fields: readonly Field[] = [
  {
    kind: 'text',
    name: 'url',
    label: 'URL',
    help: 'Where Vault is. The /v1 of its paths is added.',
    placeholder: 'https://vault.example.com:8200',
    required: true,
    pattern: {
      source: 'https?://[^\\s/?#@]+(?:/[^\\s?#]*)?',
      message: 'must be http:// or https://, a host and perhaps a path; no login, ? or #',
    },
  },
  {
    kind: 'secret',
    name: 'token',
    label: 'Token',
    help: 'Our own: it reads and writes for services, and looks up the tokens of callers (update on auth/token/lookup). It is renewed while it can be. Without one, callers’ tokens look up themselves.',
  },
  {
    kind: 'text',
    name: 'namespace',
    label: 'Namespace',
    help: 'Of Vault Enterprise and OpenBao. Left empty: the root namespace.',
    placeholder: 'team/billing',
    pattern: {
      source: '[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*/?',
      message: 'must be names with slashes between them',
    },
  },
  {
    kind: 'number',
    name: 'timeout',
    label: 'Timeout',
    help: 'How long Vault may take to answer, connecting included. Never more than what the exchange has left.',
    default: 10,
    min: 0.1,
    max: 300,
    unit: 's',
  },
  {
    kind: 'number',
    name: 'secretsInterval',
    label: 'Secrets read again',
    help: 'How often secrets that come from this Vault are looked at anew; one with a shorter lease is looked at before it ends.',
    default: 60,
    min: 1,
    max: 86_400,
    unit: 's',
    advanced: true,
  },
  {
    kind: 'choice',
    name: 'method',
    label: 'Method',
    help: 'How callers of channels that this Vault guards show who they are. None: a service decides, or else whatever they show.',
    default: 'none',
    options: [
      { value: 'none', label: 'None' },
      { value: 'token', label: 'Token', help: 'X-Patchbay-Vault-Token, or a bearer token.' },
      {
        value: 'username-password',
        label: 'Username and password',
        help: 'X-Patchbay-Vault-Username and X-Patchbay-Vault-Password.',
      },
      { value: 'github', label: 'GitHub', help: 'X-Patchbay-Vault-Token-GitHub.' },
      { value: 'ldap', label: 'LDAP', help: 'The headers of username and password.' },
      {
        value: 'approle',
        label: 'AppRole',
        help: 'X-Patchbay-Vault-Role-Id and X-Patchbay-Vault-Secret-Id.',
      },
    ],
    group: callers,
  },
  {
    kind: 'text',
    name: 'service',
    label: 'Deciding service',
    help: 'A service that is told the headers and the digest of the body of each request and answers { method, headers }. Left empty, what the caller shows decides.',
    placeholder: 'security.vault-method',
    group: callers,
    when: { field: 'method', is: ['none'] },
  },
  mountField('userpassMount', 'Username and password at', 'userpass'),
  mountField('githubMount', 'GitHub at', 'github'),
  mountField('ldapMount', 'LDAP at', 'ldap'),
  mountField('approleMount', 'AppRole at', 'approle'),
  {
    kind: 'list',
    name: 'callerMounts',
    label: 'Other mounts',
    help: 'What a caller may name in X-Patchbay-Vault-Mount-Point besides the mounts above. Left empty, nothing.',
    group: callers,
    advanced: true,
  },
  {
    kind: 'bool',
    name: 'tlsVerify',
    label: 'Verify certificate',
    help: 'Off: whoever stands in between can read every secret. For tests only.',
    default: true,
    group: tls,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'ca',
    label: 'CA certificates',
    help: 'PEM. Trusted for this Vault besides those the system trusts.',
    placeholder: '-----BEGIN CERTIFICATE-----',
    multiline: true,
    group: tls,
    advanced: true,
    when: { field: 'tlsVerify', is: [true] },
  },
  {
    kind: 'text',
    name: 'clientCertificate',
    label: 'Client certificate',
    help: 'PEM, then those that lead to its CA. Shown to Vault when it asks for one.',
    placeholder: '-----BEGIN CERTIFICATE-----',
    multiline: true,
    group: tls,
    advanced: true,
  },
  {
    kind: 'secret',
    name: 'clientKey',
    label: 'Client key',
    help: 'PEM, of the client certificate. Kept outside the project.',
    group: tls,
    advanced: true,
  },
]

const call: readonly Field[] = [
  {
    kind: 'choice',
    name: 'operation',
    label: 'Operation',
    help: 'What is done with each message.',
    default: 'read',
    options: [
      { value: 'read', label: 'Read', help: 'What stands there goes on, or nothing.' },
      { value: 'write', label: 'Write', help: 'The payload, an object, is written there.' },
      { value: 'list', label: 'List', help: 'The names below the path go on.' },
      { value: 'delete', label: 'Delete', help: 'Of version 2 the newest version.' },
    ],
  },
  {
    kind: 'text',
    name: 'path',
    label: 'Path',
    help: 'The mount and what is below it: secret/billing/erp. The same for key and value of version 1 and 2.',
    placeholder: 'secret/billing/erp',
    required: true,
    expression: true,
  },
]

export const vaultDefinition: ConnectorDefinition = {
  type: 'vault',
  title: 'Vault',
  icon: 'V',
  help: 'HashiCorp Vault or OpenBao: secrets for services and connections, and who vouches for callers of channels.',
  outgoing: {
    fields,
    call,
    answers: true,
    holdsSecrets: true,
    summary: (values) => String(values.url ?? ''),
  },
  security: vaultSecurity,
}
