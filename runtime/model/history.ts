/** The history of exchanges on disk: how much of it is kept, how it does, and what of a payload it can be searched by. */
import * as z from 'zod'
import type { FailureData } from './failure.ts'

/** In `patchbay.json`. What is over either limit goes, the oldest first; exchanges that failed stay longest. */
export const historySettingsSchema = z.strictObject({
  /** MiB on disk. */
  megabytes: z.number().int().min(1).max(1_000_000).default(1024),
  days: z.number().int().min(1).max(3650).default(30),
})
export type HistorySettings = z.infer<typeof historySettingsSchema>

export const defaultHistory: HistorySettings = { megabytes: 1024, days: 30 }

/** off: none is kept. opening, ready. locked: another process writes there. failing: see `reason`. */
export interface HistoryStatus {
  state: 'off' | 'opening' | 'ready' | 'locked' | 'failing'
  reason?: FailureData
  folder?: string
  /** Exchanges on disk, and the bytes of their files. */
  kept: number
  bytes: number
  /** Epoch milliseconds at which the oldest of them began. */
  oldest?: number
  /** Since the runtime began: exchanges that could not be kept because more came than the disk takes. */
  leftOut: number
}

export const noHistory: HistoryStatus = { state: 'off', kept: 0, bytes: 0, leftOut: 0 }

/** The most keys that one channel may declare. */
export const mostHistoryKeys = 8

/** `order_id`, `customer.id`, `lines.0.sku`: members of the payload, by their names, or places in a list. */
export const historyKeyPattern = /^[^.\s:"]+(\.[^.\s:"]+)*$/

/** The values at a key's path; in a list met on the way, those of each of its items. At most 20. */
export function valuesAt(payload: unknown, path: string): string[] {
  let found: unknown[] = [payload]
  for (const name of path.split('.')) {
    found = found.flatMap((value) => membersOf(value, name)).slice(0, 100)
  }
  return found
    .flat()
    .filter((value) => ['string', 'number', 'boolean', 'bigint'].includes(typeof value))
    .map(String)
    .slice(0, 20)
}

function membersOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) {
    return /^\d+$/.test(name) ? [value[Number(name)]] : value.flatMap((one) => membersOf(one, name))
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return []
  return [(value as Record<string, unknown>)[name]]
}
