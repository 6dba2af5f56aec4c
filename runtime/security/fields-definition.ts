/** Fields that several ways of proving have alike. Pure data. */
import type { Field } from '../model/field.ts'

export const tls = 'TLS'
export const oneLine = { source: '[^\\r\\n\\0]*', message: 'must be one line' }

export const urlPattern = {
  source: 'https?://[^\\s/?#@]+(?:[/?][^\\s#]*)?',
  message: 'must be http:// or https:// and a host; no login and no #',
}

export const realmField: Field = {
  kind: 'text',
  name: 'realm',
  label: 'Realm',
  help: 'Told to callers who are not let in: what it is that they need a login for. Browsers show it.',
  default: 'patchbay',
  pattern: {
    source: '[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]+',
    message: 'must be plain ASCII without " and \\',
  },
  advanced: true,
}

export const caField: Field = {
  kind: 'text',
  name: 'ca',
  label: 'CA certificates',
  help: 'PEM. Trusted for this address besides those the system trusts.',
  placeholder: '-----BEGIN CERTIFICATE-----',
  multiline: true,
  group: tls,
  advanced: true,
}

export const timeoutField: Field = {
  kind: 'number',
  name: 'timeout',
  label: 'Timeout',
  help: 'How long the address above may take to answer.',
  default: 5,
  min: 0.1,
  max: 300,
  unit: 's',
  advanced: true,
}

const needs = 'What the caller needs'

/** What a token must say of its caller, beside being good: otherwise 403. */
export const needFields: readonly Field[] = [
  {
    kind: 'list',
    name: 'scopes',
    label: 'Scopes',
    help: 'All of these must be among the scopes of the token; a caller with fewer is answered 403.',
    placeholder: 'orders.write',
    group: needs,
  },
  {
    kind: 'pairs',
    name: 'claims',
    label: 'Claims',
    help: 'What the token must say of its caller, by claim: the claim is this text, or a list that has it. Otherwise 403. realm.roles reaches into an object.',
    group: needs,
    advanced: true,
  },
  {
    kind: 'text',
    name: 'rolesClaim',
    label: 'Roles in',
    help: 'The claim that lists the roles of the caller, for services to see.',
    default: 'roles',
    group: needs,
    advanced: true,
  },
]

/** How a client of an authorization server shows who it is (RFC 6749, 2.3.1). */
export const clientFields: readonly Field[] = [
  {
    kind: 'text',
    name: 'clientId',
    label: 'Client id',
    help: 'Under which the server knows us.',
    required: true,
    pattern: oneLine,
  },
  {
    kind: 'secret',
    name: 'clientSecret',
    label: 'Client secret',
    help: 'Kept outside the project.',
    required: true,
  },
  {
    kind: 'choice',
    name: 'clientAuth',
    label: 'Shown',
    help: 'Where the server wants to see them.',
    default: 'header',
    options: [
      { value: 'header', label: 'In the Authorization header' },
      { value: 'body', label: 'In the body' },
    ],
    advanced: true,
  },
]
