/**
 * What security and secrets ask of a Vault connection, and what they are told. A connection knows these words and neither
 * guards nor secrets; those know no connector.
 */

/** What a caller shows to log in, by method. `mount`: where the method is, without `auth/`. */
export type VaultLogin =
  | { method: 'username-password' | 'ldap'; mount: string; username: string; password: string }
  | { method: 'github'; mount: string; token: string }
  | { method: 'approle'; mount: string; roleId: string; secretId: string }

/** What is known of a token that works. */
export interface VaultToken {
  readonly token: string
  /** `userpass-ada`, `token`: what Vault shows in its own lists. */
  readonly displayName: string
  /** Stands for one person or machine over all their tokens; empty: Vault knows none. */
  readonly entity: string
  readonly accessor: string
  /** Where it comes from: `auth/userpass/login/ada`. */
  readonly path: string
  readonly metadata: Readonly<Record<string, string>>
  readonly policies: readonly string[]
  /** Epoch milliseconds; undefined: it does not end by itself. */
  readonly ends: number | undefined
}

/** How callers of channels show who they are, as the connection sets it. */
export interface VaultCallers {
  /** `none`: by what they show. */
  readonly method: 'none' | 'token' | VaultLogin['method']
  /** A service that says how, when the method is `none`; empty: none does. */
  readonly service: string
  /** Where each method is. */
  readonly mounts: Readonly<Record<VaultLogin['method'], string>>
  /** Other mounts that a caller may name. */
  readonly otherMounts: readonly string[]
}

export interface VaultSecret {
  readonly values: Readonly<Record<string, unknown>>
  /** Milliseconds it holds, as Vault says; undefined: it does not say. */
  readonly lease: number | undefined
}

/**
 * All reject with a Failure: UNAUTHORIZED when what was shown is not good (and only then), OUTGOING_BUSY with
 * `details.retryAfter` in seconds when Vault is asked too much, OUTGOING_BLOCKED when it is sealed or standing by,
 * OUTGOING_UNREACHABLE, OUTGOING_TIMED_OUT, OUTGOING_LOST, OUTGOING_REFUSED for what our own token may not do.
 */
export interface Vault {
  readonly name: string
  readonly callers: VaultCallers
  /** One more with each revoke that went through this connection: what was known of tokens before is not known any more. */
  readonly revokes: number
  login(login: VaultLogin): Promise<VaultToken>
  /** With our own token when there is one, so that a token with a number of uses loses none; else with itself. */
  lookup(token: string): Promise<VaultToken>
  /** What a token may do on a path: `["read", "update"]`, `["root"]`, `["deny"]`. */
  capabilities(token: string, path: string): Promise<readonly string[]>
  /** undefined: nothing is there. @param path Below the mount, without `data/`. */
  secret(mount: string, path: string): Promise<VaultSecret | undefined>
  /** Milliseconds between two looks at a secret that says nothing of its lease. */
  readonly secretsInterval: number
}
