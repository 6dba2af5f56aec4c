/**
 * What a caller shows for Vault: headers in our words, `X-Patchbay-Vault-...`, or in those of Zato, `X-Zato-Vault-...`, so that its
 * callers need not change; a token also as `Authorization: Bearer`. Pure.
 */
import type { VaultCallers, VaultLogin } from '../../message/vault.ts'
import { tokenOf } from '../authorization.ts'

export type Method = Exclude<VaultCallers['method'], 'none'>

/** What is to be held against Vault. */
export type Proof = { method: 'token'; token: string } | VaultLogin

export type Shown =
  | { is: 'proof'; proof: Proof; words: Words }
  /** Nothing of it was shown. */
  | { is: 'absent' }
  | { is: 'wrong'; why: string }

/** In whose words the caller speaks, and is answered. */
export type Words = 'X-Patchbay-Vault-' | 'X-Zato-Vault-'

export type HeaderOf = (name: string) => string | undefined

const methods: readonly Method[] = ['token', 'username-password', 'github', 'ldap', 'approle']

const parts = {
  token: 'Token',
  username: 'Username',
  password: 'Password',
  mount: 'Mount-Point',
  github: 'Token-GitHub',
  roleId: 'Role-Id',
  secretId: 'Secret-Id',
} as const

const dialects: readonly Words[] = ['X-Patchbay-Vault-', 'X-Zato-Vault-']

const secretParts = [parts.token, parts.password, parts.github, parts.secretId]

/** As they stand in headers, and as a service may write them in its answer. */
export const secretHeaders: readonly string[] = dialects.flatMap((words) =>
  secretParts.flatMap((part) => [(words + part).toLowerCase(), words + part]),
)

export function isMethod(value: unknown): value is Method {
  return methods.some((method) => method === value)
}

/** @param method undefined: by what is shown: a token, then a user, then a token of GitHub, then a role. */
export function shownBy(
  header: HeaderOf,
  method: Method | undefined,
  callers: VaultCallers,
): Shown {
  for (const words of dialects) {
    const shown = inWords(words, header, method, callers)
    if (shown.is !== 'absent') return shown
  }
  if (method !== undefined && method !== 'token') return { is: 'absent' }
  const token = tokenOf(header('authorization'), 'bearer')
  if (token === undefined) return { is: 'absent' }
  if (token === '') return { is: 'wrong', why: 'the bearer token cannot be read' }
  return { is: 'proof', proof: { method: 'token', token }, words: 'X-Patchbay-Vault-' }
}

function inWords(
  words: Words,
  header: HeaderOf,
  method: Method | undefined,
  callers: VaultCallers,
): Shown {
  const of = (part: keyof typeof parts) => textOf(header((words + parts[part]).toLowerCase()))
  const chosen = method ?? presentBy(of)
  const first = chosen && of(firstPart[chosen])
  if (chosen === undefined || first === undefined) return { is: 'absent' }
  if (chosen === 'token') return proof(words, { method: 'token', token: first })
  const mount = mountOf(of('mount'), callers.mounts[chosen], callers)
  if (mount === undefined) return { is: 'wrong', why: 'the mount is none that callers may name' }
  switch (chosen) {
    case 'username-password':
    case 'ldap':
      return proof(words, {
        method: chosen,
        mount,
        username: first,
        password: of('password') ?? '',
      })
    case 'github':
      return proof(words, { method: chosen, mount, token: first })
    case 'approle':
      return proof(words, { method: chosen, mount, roleId: first, secretId: of('secretId') ?? '' })
  }
}

const firstPart = {
  token: 'token',
  'username-password': 'username',
  ldap: 'username',
  github: 'github',
  approle: 'roleId',
} as const satisfies Record<Method, keyof typeof parts>

/** LDAP shows the same as username and password, so it has to be chosen. */
function presentBy(of: (part: keyof typeof parts) => string | undefined): Method | undefined {
  if (of('token') !== undefined) return 'token'
  if (of('username') !== undefined) return 'username-password'
  if (of('github') !== undefined) return 'github'
  return of('roleId') === undefined ? undefined : 'approle'
}

function mountOf(
  named: string | undefined,
  usual: string,
  { otherMounts }: VaultCallers,
): string | undefined {
  const mount = named?.replace(/^\/+|\/+$/g, '') ?? ''
  if (mount === '' || mount === usual) return usual
  return otherMounts.includes(mount) ? mount : undefined
}

function proof(words: Words, shown: Proof): Shown {
  return { is: 'proof', proof: shown, words }
}

/** Headers come as one character a byte; what is in them is UTF-8 with everybody who does not stay within ASCII. */
function textOf(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined
  return ascii.test(value) ? value : Buffer.from(value, 'latin1').toString()
}

const ascii = /^[\x20-\x7e]*$/
