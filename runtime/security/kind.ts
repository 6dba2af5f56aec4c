/** What a way of proving has to be able to do. To add one is to add a folder, and a line in `definitions.ts` and `kinds.ts`. */
import type { Gate, Signer } from '../message/guard.ts'
import type { Message } from '../message/message.ts'
import type { Vault } from '../message/vault.ts'
import type { ConnectorDefinition } from '../model/definition.ts'
import { Failure } from '../model/failure.ts'

/**
 * A definition of the project, complete: fields checked, defaults filled in, secrets in their place as plain texts, and in the place
 * of the name of a connection its `{ name, type, values }`.
 */
export interface Settings {
  name: string
  values: Readonly<Record<string, unknown>>
}

/** What a gate or a signer may ask while it works. */
export interface GateSurroundings {
  /** A connection of the project that vouches for callers. @throws Failure when it cannot be used now. */
  vault(name: string): Vault
  /** Calls a service as an exchange of its own. Rejects with a Failure. @param timeout Milliseconds. */
  invoke(service: string, message: Message, timeout: number): Promise<Message>
  /** These texts came from outside as secrets: they are masked wherever they would be shown. */
  conceal?(texts: readonly string[]): void
}

export interface SecurityKind {
  definition: ConnectorDefinition
  /** Tells who calls. @throws Failure SECURITY_INCOMPLETE when it cannot work as it is set. */
  gate?: (settings: Settings, surroundings: GateSurroundings) => Gate
  /** Shows who we are. @throws Failure SECURITY_INCOMPLETE likewise. */
  signer?: (settings: Settings, surroundings: GateSurroundings) => Signer
  /** The definitions it stands for; any of them lets in. */
  members?: (settings: Settings) => readonly string[]
  /** Texts made from the secrets that are as good as these, and must not be shown either. */
  derived?: (settings: Settings) => readonly string[]
  /** Headers whose values must not be shown, besides those that everybody knows. */
  secretHeaders?: (settings: Settings) => readonly string[]
}

export function incomplete({ name }: Settings, words: string, cause?: unknown): Failure {
  return new Failure(
    'SECURITY_INCOMPLETE',
    `The security definition "${name}" cannot work: ${words}`,
    {
      at: { collection: 'security', name },
      cause,
    },
  )
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String).filter((entry) => entry !== '') : []
}

/** Seconds, in milliseconds. */
export function milliseconds(value: unknown, otherwise: number): number {
  return (typeof value === 'number' ? value : otherwise) * 1000
}
