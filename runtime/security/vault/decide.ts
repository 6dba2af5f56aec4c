/** A service says how a caller is to be known: it is told the headers and the digest of the body, and answers `{ method, headers }`. */
import { createHash } from 'node:crypto'
import type { Knock } from '../../message/guard.ts'
import { Message } from '../../message/message.ts'
import type { VaultCallers } from '../../message/vault.ts'
import { Failure, toFailure } from '../../model/failure.ts'
import type { GateSurroundings } from '../kind.ts'
import { isMethod, type Shown, shownBy } from './credentials.ts'

// It stands in the way of every request.
const timeout = 10_000

/** @throws Failure that is no fault of the caller: the service is not there, fails, or answers something else. */
export async function decideBy(
  callers: VaultCallers,
  knock: Knock,
  { invoke }: GateSurroundings,
): Promise<Shown> {
  const { service } = callers
  const body = await knock.body()
  const digest = createHash('sha256').update(body).digest('hex')
  const message = new Message({
    payload: { body: { sha256: digest, size: body.length } },
    format: 'json',
    headers: knock.headers(),
    properties: { invoked: true },
  })
  try {
    const { payload } = await invoke(service, message, timeout)
    return decided(payload, callers)
  } catch (thrown) {
    const failure = toFailure(thrown)
    if (failure.kind !== 'access' && failure.kind !== 'message') throw failure
    // The service itself turns the caller away.
    return { is: 'wrong', why: `"${service}": ${failure.message}` }
  }
}

function decided(payload: unknown, callers: VaultCallers): Shown {
  const { method, headers } = (payload ?? {}) as { method?: unknown; headers?: unknown }
  if (!isMethod(method) || typeof headers !== 'object' || headers === null) {
    const words = `The service "${callers.service}" must answer { method, headers }: the method one of token, username-password, github, ldap and approle, and the headers that have what it needs.`
    throw new Failure('OUTPUT_MALFORMED', words)
  }
  const lower = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
  return shownBy((name) => lower.get(name), method, callers)
}
