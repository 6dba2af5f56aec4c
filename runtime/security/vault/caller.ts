/** A caller that Vault knows, as services see one. What it was known by stays inside: nothing that lists or copies it finds the token. */
import { createHash } from 'node:crypto'
import type { Capability, Identity, KnownCaller } from '../../message/guard.ts'
import type { VaultToken } from '../../message/vault.ts'

export type Permits = (token: VaultToken, capability: Capability, path: string) => Promise<boolean>

export class VaultCaller implements KnownCaller {
  readonly name: string
  readonly type = 'vault'
  readonly identity: Identity
  readonly policies: readonly string[]
  readonly lease?: number
  readonly #token: VaultToken
  readonly #permits: Permits

  constructor(
    readonly definition: string,
    token: VaultToken,
    permits: Permits,
  ) {
    const { metadata, displayName, policies, ends } = token
    this.#token = token
    this.#permits = permits
    this.name = metadata.username ?? metadata.role_name ?? (displayName || definition)
    this.identity = { subject: subjectOf(token), claims: metadata, roles: [] }
    this.policies = policies
    if (ends !== undefined) this.lease = ends
  }

  can(capability: Capability, path: string): Promise<boolean> {
    return this.#permits(this.#token, capability, path)
  }
}

/** Whoever has an entity is the same over all tokens. What has none is its token, told apart by its accessor, which is not shown. */
function subjectOf({ entity, accessor, path, metadata }: VaultToken): string {
  if (entity !== '') return entity
  const user = metadata.username ?? metadata.role_name
  if (user !== undefined) return `${path}/${user}`
  return `token-${createHash('sha256').update(accessor).digest('hex').slice(0, 16)}`
}
