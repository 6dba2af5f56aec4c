/**
 * A project as a folder of files and back. One broken file never blocks the others: it becomes a problem in
 * `project.unread`, and nothing here ever writes over it or removes it.
 */
import { assemble } from './assemble.ts'
import { apply, type Edit } from './change.ts'
import { migrate } from './migrate.ts'
import { jsonCollections, pathOf, settingsPath } from './paths.ts'
import type { Collection } from './place.ts'
import type { Problem } from './problem.ts'
import { emptyProject, formatVersion, type Project, type Records } from './project.ts'
import { broken, type FileEdit, type FileText, noSettings, readEntry } from './read.ts'
import { unreadProblems } from './unread.ts'
import { writeText } from './write.ts'

export { pathOf } from './paths.ts'
export type { FileEdit, FileText } from './read.ts'

export interface ReadProject {
  project: Project
  /** What could not be read: the same that `check` begins its list with. */
  problems: readonly Problem[]
  /** The format on disk, when it is an older one. Then all files are new: save them as a copy. */
  migratedFrom?: number
}

/** Files that are none of ours (readme, package.json, ...) may be among them and are passed over. */
export function fromFiles(files: readonly FileText[]): ReadProject {
  const migrated = migrate(files)
  if (migrated.kind === 'newer') return tooNew(migrated.format)
  const entries = migrated.files.flatMap((file) => readEntry(file) ?? [])
  if (!entries.some(({ collection }) => collection === 'project')) entries.push(noSettings())
  const project = assemble(entries)
  const read: ReadProject = { project, problems: unreadProblems(project) }
  if (migrated.kind === 'migrated') read.migratedFrom = migrated.from
  return read
}

/** All files of a project that its objects make, by path. */
export function toFiles(project: Project): Map<string, string> {
  const files = new Map([[settingsPath, writeText('project', project.settings)]])
  for (const collection of collections) {
    for (const [key, value] of Object.entries(project[collection])) {
      const path = pathOf(project, collection, key)
      files.set(path, writeText(collection, value as Records[typeof collection]))
    }
  }
  return files
}

/**
 * What has to be done to the files of `before` so that they are those of `after`. Files are written before others are
 * removed: whoever is interrupted by a crash leaves an object twice rather than not at all.
 */
export function fileEdits(before: Project, after: Project): FileEdit[] {
  return editsBetween(before, after).filter(({ path }) => !isHeld(after, path))
}

/** Files that `fileEdits` leaves alone although their objects differ: what is in them now could not be read. */
export function heldBack(before: Project, after: Project): string[] {
  if (!after.unread) return []
  return editsBetween(before, after)
    .map(({ path }) => path)
    .filter((path) => isHeld(after, path))
}

/** What is on disk once the `fileEdits` of both are done: `after`, but for what was held back. */
export function savedOf(before: Project, after: Project): Project {
  const held = heldBack(before, after)
  if (held.length === 0) return after
  const [was, is] = [objectsByPath(before), objectsByPath(after)]
  const edits = held.flatMap((path) => {
    const at = was.get(path) ?? is.get(path)
    if (!at) return []
    const [old, now] = [was.get(path)?.value, is.get(path)?.value]
    return [{ collection: at.collection, key: at.key, before: now, after: old } as Edit]
  })
  return apply(after, { label: 'Held back', edits })
}

function editsBetween(before: Project, after: Project): FileEdit[] {
  const was = objectsByPath(before)
  const is = objectsByPath(after)
  const writes: FileEdit[] = []
  for (const [path, object] of is) {
    if (object.value === was.get(path)?.value) continue
    const text = writeText(object.collection, object.value)
    const old = was.get(path)
    if (!old || text !== writeText(old.collection, old.value)) writes.push({ path, text })
  }
  const removals = [...was.keys()]
    .filter((path) => !is.has(path))
    .map((path) => ({ path, text: undefined }))
  // `ERP.json` to `erp.json`: where the two are one file, removing must not come last.
  const written = new Set(writes.map(({ path }) => path.toLowerCase()))
  const first = removals.filter(({ path }) => written.has(path.toLowerCase()))
  const last = removals.filter(({ path }) => !written.has(path.toLowerCase()))
  return [...first, ...writes, ...last]
}

const collections = [...jsonCollections, 'layouts', 'services'] as const

interface AtPath {
  collection: Collection
  key: string
  value: Records[Collection]
}

function objectsByPath(project: Project): Map<string, AtPath> {
  const objects = new Map<string, AtPath>()
  objects.set(settingsPath, {
    collection: 'project',
    key: 'patchbay',
    value: project.settings,
  })
  for (const collection of collections) {
    for (const [key, value] of Object.entries(project[collection])) {
      objects.set(pathOf(project, collection, key), { collection, key, value })
    }
  }
  return objects
}

function isHeld(project: Project, path: string): boolean {
  if (!project.unread) return false
  return isUntouchable(project) || Object.hasOwn(project.unread, path)
}

/** A project of a format newer than ours: what we do not understand we do not write. */
export function isUntouchable(project: Project): boolean {
  return project.unread?.[settingsPath]?.problem.code === 'FORMAT_NEWER'
}

function tooNew(format: number): ReadProject {
  const { problem } = broken(settingsPath, 'project', {
    code: 'FORMAT_NEWER',
    words: `says format ${format}, and this Patchbay knows formats up to ${formatVersion}`,
    fix: 'Open the project with a newer Patchbay.',
    field: 'format',
  })
  const problems = problem ? [problem] : []
  const unread = Object.fromEntries(problems.map((one) => [settingsPath, { problem: one }]))
  return { project: { ...emptyProject('Untitled', 'untitled'), unread }, problems }
}
