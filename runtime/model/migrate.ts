/**
 * Formats of the project's folder. A project of an older format is brought up to date in memory, file by file; what is on
 * disk stays as it is until somebody saves a copy. One of a newer format is not touched at all.
 */
import { parseJson } from './json.ts'
import { settingsPath } from './paths.ts'
import { formatVersion } from './project.ts'
import type { FileText } from './read.ts'

/** From `from` to `from + 1`. Gets the files that parse, by path, and returns what they become. */
export interface Migration {
  from: number
  migrate(values: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown>
}

/** In order, without gaps. Format 1 is the first, so there is nothing to come from yet. */
export const migrations: readonly Migration[] = []

export type Migrated =
  | { kind: 'current'; files: readonly FileText[] }
  | { kind: 'migrated'; files: readonly FileText[]; from: number }
  | { kind: 'newer'; format: number }

export function migrate(
  files: readonly FileText[],
  to: number = formatVersion,
  steps: readonly Migration[] = migrations,
): Migrated {
  const format = formatOf(files)
  if (format === undefined || format === to) return { kind: 'current', files }
  if (format > to) return { kind: 'newer', format }
  const wanted = steps.filter(({ from }) => from >= format && from < to)
  // A format from before the first migration was never released; the schema will say what is wrong with it.
  if (wanted.length !== to - format) return { kind: 'current', files }

  const before = valuesOf(files)
  let values: ReadonlyMap<string, unknown> = before
  for (const step of wanted) values = step.migrate(values)
  const settings = values.get(settingsPath)
  values = new Map(values).set(settingsPath, { ...(settings as object), format: to })

  // What does not parse cannot be migrated; it goes on as it is and is reported by whoever reads it.
  const kept = files.filter(({ path }) => !before.has(path))
  const changed = [...values].map(([path, value]) => ({ path, text: JSON.stringify(value) }))
  return { kind: 'migrated', files: [...kept, ...changed], from: format }
}

function formatOf(files: readonly FileText[]): number | undefined {
  const settings = files.find(({ path }) => path === settingsPath)
  const parsed = settings && parseJson(settings.text)
  const format = parsed?.ok ? (parsed.value as { format?: unknown } | null)?.format : undefined
  return typeof format === 'number' && Number.isInteger(format) ? format : undefined
}

function valuesOf(files: readonly FileText[]): Map<string, unknown> {
  const values = new Map<string, unknown>()
  for (const { path, text } of files) {
    if (!path.endsWith('.json')) continue
    const parsed = parseJson(text)
    if (parsed.ok) values.set(path, parsed.value)
  }
  return values
}
