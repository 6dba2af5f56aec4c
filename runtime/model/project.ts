/**
 * A project in memory: every object by name, read-only. A new project is made from the old one by `change.ts`.
 * On disk it is a folder of readable files; `text.ts` goes between the two.
 */
import * as z from 'zod'
import type { Flow, Layout } from './flow.ts'
import { historySettingsSchema } from './history.ts'
import type { Collection } from './place.ts'
import type { Problem } from './problem.ts'
import type { SavedTest } from './saved-test.ts'

/** The newest format of the folder. Opening an older one migrates a copy (`migrate.ts`). */
export const formatVersion = 1

/** A secret's name, never its value: `{ "secret": "my.ftp.password" }`. */
export const namedSecretSchema = z.strictObject({ secret: z.string().min(1).max(200) })

const vaultPath = z.string().min(1).max(1000)

/** Where it stands in Vault: `{ "vault": "my.vault", "mount": "secret", "path": "billing/erp", "key": "password" }`. */
export const vaultSecretSchema = z.strictObject({
  /** A connection of the project. */
  vault: z.string().min(1).max(200),
  mount: vaultPath,
  /** Below the mount, the same for key and value of version 1 and 2. */
  path: vaultPath,
  key: z.string().min(1).max(1000),
})
export type VaultSecretRef = z.infer<typeof vaultSecretSchema>

export const secretSchema = z.union(
  [namedSecretSchema, vaultSecretSchema],
  'must be { secret } with a name, or { vault, mount, path, key }',
)
export type SecretRef = z.infer<typeof secretSchema>

export function isVaultSecret(value: unknown): value is VaultSecretRef {
  if (typeof value !== 'object' || value === null || !('vault' in value)) return false
  const { vault, mount, path, key } = value as Partial<VaultSecretRef>
  return [vault, mount, path, key].every((part) => typeof part === 'string')
}

/** Under which its value is held at run time: its name; of one in Vault a text that no name is. */
export function secretKey(ref: SecretRef): string {
  if (!isVaultSecret(ref)) return ref.secret
  return `\0vault ${JSON.stringify([ref.vault, ref.mount, ref.path, ref.key])}`
}

/** HTTP channels over TLS only. */
export const tlsSchema = z.strictObject({
  /** PEM text, or the path of a file of it, from the project's folder: the certificate, then those that lead to its CA. */
  certificate: z.string().min(1).max(1_000_000),
  /** PEM. */
  key: namedSecretSchema,
  /**
   * PEM text or a path. Callers are asked for a certificate of one of these CAs; one without is served all the same, unless
   * the channel's security definition wants one. Left out: nobody is asked.
   */
  clientCa: z.string().min(1).max(1_000_000).optional(),
})
export type TlsSettings = z.infer<typeof tlsSchema>

export const settingsSchema = z.strictObject({
  name: z.string().min(1).max(200),
  format: z.number().int().min(1),
  /** Opaque and stable: under it the designer keeps the project's secrets outside the folder. */
  id: z.string().min(1).max(100),
  description: z.string().max(10_000).optional(),
  /** Where HTTP channels listen. One listener for all of them. */
  http: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      /** 0 = any free port, told in the status. */
      port: z.number().int().min(0).max(65_535).default(8080),
      /** Left out: plain HTTP. */
      tls: tlsSchema.optional(),
    })
    .default({ host: '127.0.0.1', port: 8080 }),
  /** How much of the messages is kept on disk, where the runtime was given a folder for them. */
  history: historySettingsSchema.optional(),
  /** What services see as `this.config`. No secrets. */
  config: z.record(z.string(), z.unknown()).optional(),
})
export type Settings = z.infer<typeof settingsSchema>

/**
 * A channel, an outgoing connection or a security definition as saved. `type` names its kind (`rest`, `basic`, ...); the other fields are
 * those of its definition and are checked against it (`connectors/field.ts`, `schemaOf`).
 */
export const objectSchema = z.looseObject({
  name: z.string().min(1).max(200),
  type: z.string().min(1),
  /** An object that is off stays in the project and touches nothing. */
  isActive: z.boolean().default(true),
  description: z.string().max(10_000).optional(),
  /** Of a channel: what of the payloads that come in its messages are found by in the history, `order_id`, `customer.id`; at most 8. */
  historyKeys: z.array(z.string()).optional(),
})
export type ProjectObject = z.infer<typeof objectSchema>

/** A file of services. Their names, inputs and uses are read from the text by `scan.ts`. */
export interface ServiceFile {
  /** From the project's root, with forward slashes: `services/store.ts`. */
  path: string
  source: string
}

export type Named<T> = Readonly<Record<string, T>>

export interface Project {
  readonly settings: Settings
  readonly channels: Named<ProjectObject>
  readonly connections: Named<ProjectObject>
  /** Ways of proving who calls: what channels are guarded by, and what signs outgoing calls. */
  readonly security: Named<ProjectObject>
  /** Files of a folder that has no room: a job is a channel. They are kept as they are. */
  readonly jobs: Named<ProjectObject>
  readonly tests: Named<SavedTest>
  readonly flows: Named<Flow>
  /** By the flow's name. */
  readonly layouts: Named<Layout>
  /** By path. */
  readonly services: Named<ServiceFile>
  /** Where an object was found when that is not its canonical path (`text.ts`, `pathOf`): `channels/Store` -> path. */
  readonly paths: Named<string>
  /** Files that could not be read, by path. They are never written over and never removed. */
  readonly unread?: Named<Unread>
}

export interface Unread {
  problem: Problem
  /** The object of a file left out only because another one has its name: it takes its place when that one goes. */
  leftOut?: Records[Collection]
}

/** A project's objects by collection; `project` holds the settings under the key `patchbay`. */
export interface Records {
  project: Settings
  channels: ProjectObject
  connections: ProjectObject
  security: ProjectObject
  jobs: ProjectObject
  tests: SavedTest
  flows: Flow
  layouts: Layout
  services: ServiceFile
}

export function emptyProject(name: string, id: string): Project {
  return {
    settings: { name, format: formatVersion, id, http: { host: '127.0.0.1', port: 8080 } },
    channels: {},
    connections: {},
    security: {},
    jobs: {},
    tests: {},
    flows: {},
    layouts: {},
    services: {},
    paths: {},
  }
}
