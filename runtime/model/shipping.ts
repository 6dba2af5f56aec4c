/**
 * Sending a project to a server, over the control contract: what runs in the designer goes there as a release, is checked there,
 * shown, and switched to with no request dropped. The runtime does it, since it has the project compiled and the token.
 */
import type { Place } from './place.ts'
import type { Problem } from './problem.ts'

/** Where to: a server that was started with `--admin`. */
export interface Destination {
  /** `https://host:9443` */
  url: string
  /** The name of the secret that is its token. */
  secret: string
  /** PEM of what its certificate must lead to; left out: what this machine trusts. */
  ca?: string
}

export interface ShippedChange {
  kind: 'added' | 'removed' | 'changed'
  collection: string
  name: string
}

export interface Shipped {
  /** Its id there. */
  release: string
  /** Of the archive. */
  bytes: number
  /** Warnings: with errors it would have been refused. */
  problems: readonly Problem[]
  /** To what runs there now. */
  changes: readonly ShippedChange[]
}

export interface Switch {
  /** What runs there now. */
  release: string
  /** Milliseconds until it was ready. */
  took: number
}

/** What a server says of itself. */
export interface ServerState {
  name: string
  version: string
  ready: boolean
  /** What runs: the id of a release, or `initial`. */
  release: string
  /** What a rollback would go back to. */
  previous?: string
}

/** Why a server is not ready. */
export interface ServerReason {
  code: string
  message: string
  at?: Place
  worker?: number
}

/** All reject with a Failure in the server's own words; `details` has `problems` or `reasons` where it told them. */
export interface Shipping {
  serverState(to: Destination): Promise<ServerState>
  /** Uploads what is deployed here. Nothing is switched yet. */
  ship(to: Destination): Promise<Shipped>
  /** Rejects with DEPLOY_REFUSED when it did not get ready, and what ran before runs again. */
  switchServer(to: Destination, release: string): Promise<Switch>
  rollBackServer(to: Destination): Promise<Switch>
}

export const shippingMethods = [
  'serverState',
  'ship',
  'switchServer',
  'rollBackServer',
] as const satisfies readonly (keyof Shipping)[]
