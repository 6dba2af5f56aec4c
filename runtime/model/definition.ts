/** What a connector says of itself, as pure data: palette, form, check, typings and documentation are made from it. */
import type { Field } from './field.ts'
import type { TestDefinition } from './testing.ts'

export interface ChannelDefinition {
  fields: readonly Field[]
  /** Does the caller wait for an answer? Then its node has a reply port. */
  replies: boolean
  /**
   * Does it fetch or make messages by itself, rather than wait for callers? Then it is not opened before something is linked
   * to it: what it took would be lost.
   */
  pulls?: boolean
  /** Its host is there from the first deploy on, also when the project has no channel of it: it has things of its own to keep going. */
  isStanding?: boolean
  /** It is a job: it runs on a plan (`model/job.ts`), and can be run now. */
  isJob?: boolean
  /** What only one active channel of the type can have, as a text to compare: its address. Left out: nothing. */
  claims?(values: Readonly<Record<string, unknown>>): string
  /** The one line under the node's name: `POST /invoices`. */
  summary(values: Readonly<Record<string, unknown>>): string
  /** What a person should know of it as it is set, besides: `order not kept`. Left out: nothing. */
  notes?(values: Readonly<Record<string, unknown>>): readonly Note[]
  /** The runtime can ask the peer about it (`Control.look`). */
  look?: LookDefinition
  /** A person can send it a message (`Control.test`), with this form. */
  test?: TestDefinition
}

/** Shown on the node and in its form: a few words, and why they are so. */
export interface Note {
  words: string
  why: string
}

/** What can be asked of a channel's peer, and what that needs. */
export interface LookDefinition {
  /** Over what the peer says: `Consumers at the broker`. */
  title: string
  /** The reference field that leads to the shared connection, and its field without which nothing can be asked. */
  via: string
  needs: string
  /** How to get it, when that field is empty. */
  otherwise: string
}

export interface OutgoingDefinition {
  fields: readonly Field[]
  /** What a node of this connection on a flow does with each message: `operation`, `path`, ... */
  call: readonly Field[]
  /** Is what comes back an answer of its own (HTTP)? Else the message delivered goes on through the out port. */
  answers: boolean
  /** Values of secret fields may stand in it: `{ vault, mount, path, key }` names a connection of this type. */
  holdsSecrets?: boolean
  summary(values: Readonly<Record<string, unknown>>): string
  notes?(values: Readonly<Record<string, unknown>>): readonly Note[]
}

/** What several channels and connections are made on: a message broker. It carries no message and stands on no flow. */
export interface SharedDefinition {
  /** As people say it in a sentence: `broker`, `brokers`. A new one is called `my.<word>`. */
  word: string
  plural: string
  fields: readonly Field[]
  summary(values: Readonly<Record<string, unknown>>): string
}

/** A way of proving who calls: of telling it (`guards`), of showing it to others (`signs`), or both. */
export interface SecurityDefinition {
  fields: readonly Field[]
  /** Channels may name it: it lets in those it knows. */
  guards: boolean
  /** Outgoing connections may name it: it adds to their calls what proves who we are. */
  signs: boolean
  /** It may be a member of a group. */
  joins: boolean
  /** It looks at certificates of callers: the project's HTTP settings must ask for them (`http.tls.clientCa`). */
  needsCertificates?: boolean
  /** The one line under its name: `user erp`, `X-API-Key`. Never a secret. */
  summary(values: Readonly<Record<string, unknown>>): string
}

export interface ConnectorDefinition {
  /** The word in files and code: `rest`, `ftp`. `this.outgoing.<type>.get(name)`. */
  type: string
  /** As people say it: `REST`, `FTP`. */
  title: string
  /** One letter or sign for the small square icon. */
  icon: string
  help: string
  channel?: ChannelDefinition
  outgoing?: OutgoingDefinition
  /** Saved among the connections; fields of kind `reference` name it. A type has this or the two others. */
  shared?: SharedDefinition
  /** Saved among the security definitions. */
  security?: SecurityDefinition
}

/** The folders of a project whose objects are described by definitions. */
export const sides = ['channels', 'connections', 'security'] as const
export type Side = (typeof sides)[number]

/** What a definition says of an object of the given collection; undefined: it knows of none there. */
export function halfOf(
  definition: ConnectorDefinition | undefined,
  side: Side,
): ChannelDefinition | OutgoingDefinition | SharedDefinition | SecurityDefinition | undefined {
  if (side === 'security') return definition?.security
  return side === 'channels' ? definition?.channel : (definition?.outgoing ?? definition?.shared)
}
