/** Callers at Vault: their logins and tokens, and what those may do. */
import type { VaultLogin, VaultToken } from '../../message/vault.ts'
import { Failure } from '../../model/failure.ts'
import type { Api, Ask } from './api.ts'
import { refusalOf, wordsOf } from './failures.ts'
import { encodePath } from './paths.ts'
import type { VaultSettings } from './settings.ts'

interface At {
  api: Api
  settings: VaultSettings
}

/** @throws Failure UNAUTHORIZED when what is shown is not good. */
export async function logIn({ api, settings }: At, login: VaultLogin): Promise<VaultToken> {
  const ask: Ask = {
    ...requestOf(login),
    method: 'POST',
    token: '',
    label: `${login.method} login`,
  }
  const answer = await api.tell(ask)
  if (isWrong(login, answer.status, wordsOf(answer.body))) throw unauthorized(settings)
  const refusal = refusalOf(answer, { settings, label: ask.label })
  if (refusal) throw refusal
  const { auth } = (answer.body ?? {}) as { auth?: Record<string, unknown> | null }
  const token = text(auth?.client_token)
  if (!auth) throw noVault(settings, 'a login')
  // A second factor is wanted.
  if (token === '') throw unauthorized(settings)
  return {
    token,
    displayName: text(record(auth.metadata).username),
    entity: text(auth.entity_id),
    accessor: text(auth.accessor),
    path: `auth/${login.mount}`,
    metadata: textsOf(auth.metadata),
    policies: listed(auth.policies),
    ends: endOf(auth.lease_duration),
  }
}

function requestOf(login: VaultLogin): { path: string; body: object } {
  const at = `auth/${encodePath(login.mount)}/login`
  switch (login.method) {
    case 'username-password':
    case 'ldap':
      return {
        path: `${at}/${encodePath(oneSegment(login.username))}`,
        body: { password: login.password },
      }
    case 'github':
      return { path: at, body: { token: login.token } }
    case 'approle':
      return { path: at, body: { role_id: login.roleId, secret_id: login.secretId } }
  }
}

/** A user is one segment, whatever is in it; encoded by whoever sends it. */
function oneSegment(user: string): string {
  if (user.includes('/'))
    throw new Failure('BAD_REQUEST', 'A user of Vault has no slash in the name.')
  return user
}

/**
 * 400 is about what was shown. So is 403, which is how an account that is locked answers, and 404 where no such mount is. GitHub's
 * own no comes as a 500, and so does a password that is missing.
 */
function isWrong({ method }: VaultLogin, status: number, said: string): boolean {
  if (method === 'ldap' && status === 400) return !/dial|timeout|network|refused|EOF/i.test(said)
  if (status === 400 || status === 403 || status === 404) return true
  if (status !== 500) return false
  if (method === 'github') return /401|403|Bad credentials|not part of required org/i.test(said)
  return /^missing /.test(said)
}

/** @throws Failure UNAUTHORIZED when the token is not good. */
export async function lookUp({ api, settings }: At, token: string): Promise<VaultToken> {
  if (!sendable.test(token)) throw unauthorized(settings)
  const own = settings.token
  const ask: Ask =
    own === ''
      ? {
          method: 'GET',
          path: 'auth/token/lookup-self',
          token,
          label: 'a token that looks up itself',
        }
      : {
          method: 'POST',
          path: 'auth/token/lookup',
          body: { token },
          token: own,
          label: 'the lookup of a caller’s token',
        }
  const answer = await api.tell({ ...ask, isRepeatable: true })
  const said = wordsOf(answer.body)
  // With our token 403 is about the caller's only when it says so; else ours may not look up, or has ended itself.
  const isBad = answer.status === 403 && (own === '' || /bad token/i.test(said))
  if (isBad || answer.status === 404 || answer.status === 400) throw unauthorized(settings)
  const refusal = refusalOf(answer, { settings, label: ask.label })
  if (refusal) throw refusal
  const { data } = (answer.body ?? {}) as { data?: Record<string, unknown> | null }
  if (!data) throw noVault(settings, 'a lookup')
  return {
    token,
    displayName: text(data.display_name),
    entity: text(data.entity_id),
    accessor: text(data.accessor),
    path: text(data.path),
    metadata: textsOf(data.meta),
    policies: [...new Set([...listed(data.policies), ...listed(data.identity_policies)])],
    ends: endOf(data.ttl),
  }
}

/** @throws Failure UNAUTHORIZED when the token is not good any more. */
export async function capabilitiesOf(
  { api, settings }: At,
  token: string,
  path: string,
): Promise<readonly string[]> {
  if (!sendable.test(token)) throw unauthorized(settings)
  const label = 'the capabilities of a caller'
  const answer = await api.tell({
    method: 'POST',
    path: 'sys/capabilities-self',
    body: { paths: [path] },
    token,
    label,
    isRepeatable: true,
  })
  if (answer.status === 403) throw unauthorized(settings)
  const refusal = refusalOf(answer, { settings, label })
  if (refusal) throw refusal
  const { data } = (answer.body ?? {}) as { data?: Record<string, unknown> | null }
  return listed(data?.[path] ?? data?.capabilities)
}

function noVault({ name, url }: VaultSettings, what: string): Failure {
  const words = `Vault "${name}" at ${url} answered ${what} with nothing that is in it. Is it a Vault?`
  return new Failure('OUTGOING_UNREADABLE', words, { at: { collection: 'connections', name } })
}

// What a header can hold. No token has anything else.
const sendable = /^[\x21-\x7e]+$/

function unauthorized({ name }: VaultSettings): Failure {
  const words = `Vault "${name}" does not know what was shown.`
  return new Failure('UNAUTHORIZED', words, { at: { collection: 'connections', name } })
}

/** Seconds to epoch milliseconds; 0 is for ever. */
function endOf(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds > 0 ? Date.now() + seconds * 1000 : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).map(([name, entry]) => [name, String(entry)]),
  )
}

function listed(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
