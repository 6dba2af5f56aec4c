/**
 * A Vault to test against: the double, or the real server at VAULT_ADDR with VAULT_TOKEN. What a test makes in it has names of its
 * own and goes away again.
 */
import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import type { Outgoing } from '../../../../runtime/connectors/connector.ts'
import { openVault } from '../../../../runtime/connectors/vault/vault-connection.ts'
import type { Vault } from '../../../../runtime/message/vault.ts'
import type { VaultClient } from '../../../../runtime/services/clients.ts'
import { startVaultDouble, type VaultDouble } from '../../../peers/vault-double.ts'
import { type TestExchange, testExchange } from '../../../support/exchange.ts'
import { waitFor } from '../../../support/wait-for.ts'

export interface SomeVault {
  url: string
  token: string
  /** undefined: it is a real one, and makes no trouble when told to. */
  double: VaultDouble | undefined
  close(): Promise<void>
}

export async function someVault(): Promise<SomeVault> {
  const { VAULT_ADDR: url, VAULT_TOKEN: token } = process.env
  if (url !== undefined && token !== undefined) {
    return { url, token, double: undefined, close: async () => undefined }
  }
  const double = await startVaultDouble()
  return { url: double.url, token: double.rootToken, double, close: () => double.close() }
}

type Body = Record<string, unknown>

/** As the server's administrator, by plain HTTP. @returns The body; {} when there is none. */
export async function administer(
  { url, token }: { url: string; token: string },
  method: string,
  path: string,
  body?: Body,
): Promise<Body> {
  const response = await fetch(`${url}/v1/${path}`, {
    method,
    headers: { 'X-Vault-Token': token, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return text === '' ? {} : (JSON.parse(text) as Body)
}

export const uniqueName = (word: string) => `${word}-${randomBytes(4).toString('hex')}`

export async function makeMount(vault: SomeVault, version: 1 | 2): Promise<string> {
  const name = uniqueName('kv')
  const options = { version: String(version) }
  await administer(vault, 'POST', `sys/mounts/${name}`, { type: 'kv', options })
  onTestFinished(() => void administer(vault, 'DELETE', `sys/mounts/${name}`))
  // A real server makes version 2 ready after it has answered, and says 400 meanwhile.
  const headers = { 'X-Vault-Token': vault.token }
  const ask = () => fetch(`${vault.url}/v1/${name}/metadata/?list=true`, { headers })
  await waitFor(
    async () => (await ask()).status,
    (status) => status !== 400,
  )
  return name
}

export async function makeMethod(vault: SomeVault, type: string): Promise<string> {
  const name = uniqueName(type)
  await administer(vault, 'POST', `sys/auth/${name}`, { type })
  onTestFinished(() => void administer(vault, 'DELETE', `sys/auth/${name}`))
  return name
}

export async function makePolicy(vault: SomeVault, policy: string): Promise<string> {
  const name = uniqueName('policy')
  await administer(vault, 'POST', `sys/policies/acl/${name}`, { policy })
  onTestFinished(() => void administer(vault, 'DELETE', `sys/policies/acl/${name}`))
  return name
}

/** @returns The token. */
export async function makeToken(vault: SomeVault, options: Body): Promise<string> {
  const { auth } = await administer(vault, 'POST', 'auth/token/create', options)
  return String((auth as Body).client_token)
}

export interface OpenVault {
  connection: Outgoing & { vault: Vault }
  client: VaultClient
  exchange: TestExchange
}

/** Our connection to it. @param values Fields of the connection that differ. */
export function connectTo(
  { url, token }: { url: string; token: string },
  values: Record<string, unknown> = {},
  timeout?: number,
): OpenVault {
  const spec = { name: 'vault', type: 'vault', values: { url, token, ...values } }
  const connection = openVault(spec, {
    logger: pino({ level: 'silent' }),
    project: 'test',
    onCondition: () => undefined,
  })
  onTestFinished(() => connection.close(AbortSignal.timeout(100)))
  const exchange = testExchange(timeout)
  return { connection, client: connection.client(exchange) as VaultClient, exchange }
}
