/** What an export holds, to the byte and the version: by it an export is known for one, and what somebody changed is found. */

import { createHash } from 'node:crypto'
import type { ExportTarget } from '../model/export.ts'
import type { KitPackage } from './kit.ts'
import { json, oldestNode } from './targets/node.ts'

export const lockPath = 'export-lock.json'

export interface Lock {
  format: 1
  /** The version of Patchbay. */
  patchbay: string
  node: string
  target: ExportTarget
  /** Bundled: with the engine, and with the project. */
  packages: { engine: readonly LockedPackage[]; project: readonly LockedPackage[] }
  /** Path -> sha256, of every other file. */
  files: Readonly<Record<string, string>>
}

interface LockedPackage {
  name: string
  version: string
  integrity?: string
}

export interface Locked {
  version: string
  target: ExportTarget
  engine: readonly KitPackage[]
  own: readonly KitPackage[]
}

export function lockOf(
  files: ReadonlyMap<string, Uint8Array>,
  { version, target, engine, own }: Locked,
): string {
  const lock: Lock = {
    format: 1,
    patchbay: version,
    node: `>=${oldestNode}`,
    target,
    packages: { engine: engine.map(lockedOf), project: own.map(lockedOf) },
    files: Object.fromEntries(
      [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => [path, digest(bytes)]),
    ),
  }
  return json(lock)
}

function lockedOf({ name, version, integrity }: KitPackage): LockedPackage {
  return { name, version, ...(integrity === undefined ? {} : { integrity }) }
}

export function digest(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** undefined: it is no lock file of ours. */
export function readLock(text: string): Lock | undefined {
  try {
    const lock = JSON.parse(text) as Partial<Lock> | null
    const isOurs = lock?.format === 1 && typeof lock.patchbay === 'string'
    return isOurs && typeof lock.files === 'object' ? (lock as Lock) : undefined
  } catch {
    return undefined
  }
}
