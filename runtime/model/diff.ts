/** The difference of two projects, and what other programs did to the files as a change like any other. */
import { assemble, type Claim, entriesOf } from './assemble.ts'
import type { Change, Edit, Found } from './change.ts'
import { jsonCollections, settingsPath } from './paths.ts'
import type { Named, Project } from './project.ts'
import { type FileEdit, keyOf, noSettings, readEntry } from './read.ts'

const collections = [...jsonCollections, 'layouts', 'services'] as const

/** Objects that differ, by structure; the same object is the same at a glance. Where files stand is not looked at. */
export function diff(before: Project, after: Project): Edit[] {
  const edits: Edit[] = []
  if (!same(before.settings, after.settings)) {
    const [was, is] = [before.settings, after.settings]
    edits.push({ collection: 'project', key: 'patchbay', before: was, after: is })
  }
  for (const collection of collections) {
    const was: Named<unknown> = before[collection]
    const is: Named<unknown> = after[collection]
    if (was === is) continue
    for (const key of Object.keys({ ...was, ...is })) {
      const [old, now] = [own(was, key), own(is, key)]
      if (!same(old, now)) edits.push({ collection, key, before: old, after: now } as Edit)
    }
  }
  return edits
}

function own(named: Named<unknown>, key: string): unknown {
  return Object.hasOwn(named, key) ? named[key] : undefined
}

/** Equal as JSON: the order of keys does not count, and a member that is undefined is not there. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const left = Object.entries(a).filter(([, value]) => value !== undefined)
  const right = b as Readonly<Record<string, unknown>>
  const count = Object.values(b).filter((value) => value !== undefined).length
  return (
    left.length === count &&
    left.every(([key, value]) => Object.hasOwn(b, key) && same(value, right[key]))
  )
}

/**
 * What other programs did to the project's files, as one change that can be undone. A file that no longer parses leaves
 * its last good object in place and is noted in `project.unread`. No edits and no `found`: nothing of ours changed.
 */
export function mergeExternal(project: Project, files: readonly FileEdit[]): Change {
  const entries = entriesOf(project)
  for (const [path, { problem, leftOut }] of Object.entries(project.unread ?? {})) {
    const kept = entries.get(path)
    const { collection, name: key } = problem.at
    if (kept) kept.problem = problem
    else if (leftOut) {
      entries.set(path, { path, collection, key: keyOf(collection, leftOut), value: leftOut })
    } else entries.set(path, { path, collection, key, value: undefined, problem })
  }
  for (const { path, text, trouble } of files) {
    const entry =
      text === undefined
        ? withoutFile(path)
        : readEntry(trouble === undefined ? { path, text } : { path, text, trouble })
    const kept = entries.get(path)
    if (!entry) entries.delete(path)
    else if (entry.value !== undefined) entries.set(path, { ...entry, isKept: isSame(kept, entry) })
    else entries.set(path, lastGood(kept, entry))
  }
  const after = assemble(entries.values())
  const change: Change = { label: labelOf(files), edits: diff(project, after) }
  const found = { before: foundOf(project), after: foundOf(after) }
  if (!same(found.before, found.after)) change.found = found
  return change
}

/** A project without its settings is still the same project, with a problem. */
function withoutFile(path: string): Claim | undefined {
  return path === settingsPath ? noSettings() : undefined
}

function isSame(kept: Claim | undefined, entry: Claim): boolean {
  return kept?.value !== undefined && kept.collection === entry.collection && kept.key === entry.key
}

/** A file that cannot be read just now: its last good object stays, and the problem is shown on that. */
function lastGood(kept: Claim | undefined, entry: Claim): Claim {
  if (kept?.value === undefined || entry.problem === undefined) return entry
  const { key, value, collection } = kept
  const at = { ...entry.problem.at, name: key }
  return { ...entry, collection, key, value, isKept: true, problem: { ...entry.problem, at } }
}

function foundOf({ paths, unread }: Project): Found {
  return { paths, unread }
}

function labelOf(files: readonly FileEdit[]): string {
  const [only] = files
  if (files.length === 1 && only) {
    return `${only.text === undefined ? 'Removed' : 'Changed'} outside: ${only.path}`
  }
  return `${files.length} files changed outside`
}
