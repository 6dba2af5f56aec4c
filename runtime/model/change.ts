/**
 * A change is a value: which objects were what, and are what now. It applies, inverts, saves and deploys by the same data.
 * Applying a change and then its inverse gives back the same project, field for field; nothing else may edit a project.
 */
import type { Collection } from './place.ts'
import type { Project, Records } from './project.ts'

export interface Edit<C extends Collection = Collection> {
  collection: C
  /** The object's key: its name, its path for services, `patchbay` for the settings. */
  key: string
  /** undefined: it was not there. */
  before: Records[C] | undefined
  /** undefined: it is gone. */
  after: Records[C] | undefined
}

/** Where the project's files were found; differs only when another program changed them. */
export type Found = Pick<Project, 'paths' | 'unread'>

export interface Change {
  /** What the user did, in the past tense, for the history panel: `Linked Store to store.file`. */
  label: string
  edits: readonly Edit[]
  /** Given when files came, moved or became unreadable outside. */
  found?: { before: Found; after: Found }
}

export function apply(project: Project, change: Change): Project {
  const next: Record<string, unknown> = { ...project, ...change.found?.after }
  const copied = new Set<string>()
  for (const { collection, key, after } of change.edits) {
    if (collection === 'project') {
      if (after !== undefined) next.settings = after
      continue
    }
    if (!copied.has(collection)) {
      next[collection] = { ...project[collection] }
      copied.add(collection)
    }
    const objects = next[collection] as Record<string, unknown>
    if (after === undefined) delete objects[key]
    else objects[key] = after
  }
  return next as unknown as Project
}

export function invert(change: Change): Change {
  const edits = change.edits.map(({ collection, key, before, after }) => ({
    collection,
    key,
    before: after,
    after: before,
  }))
  const inverse: Change = { label: change.label, edits: edits.reverse() as Edit[] }
  if (change.found) inverse.found = { before: change.found.after, after: change.found.before }
  return inverse
}

/**
 * A change of the history as it applies now. Which files can be read is the disk's business and no undo's: what is unread
 * stays so, where it is, and nothing else becomes so.
 */
export function asFound(project: Project, change: Change): Change {
  if (!change.found) return change
  const { paths, unread } = project
  const stay = Object.entries(paths).filter(([, path]) => unread && Object.hasOwn(unread, path))
  const { before, after } = change.found
  return {
    ...change,
    found: {
      before: { ...before, unread },
      after: { paths: { ...after.paths, ...Object.fromEntries(stay) }, unread },
    },
  }
}

/** One after the other as a single step; an object touched by both is kept once. */
export function combine(label: string, first: Change, second: Change): Change {
  const byKey = new Map<string, Edit>()
  for (const edit of [...first.edits, ...second.edits]) {
    const id = `${edit.collection}\0${edit.key}`
    const earlier = byKey.get(id)
    byKey.set(id, earlier ? { ...edit, before: earlier.before } : edit)
  }
  const both: Change = { label, edits: [...byKey.values()] }
  const before = first.found?.before ?? second.found?.before
  const after = second.found?.after ?? first.found?.after
  if (before && after) both.found = { before, after }
  return both
}

/** The object a project has at a key, if any. */
export function recordOf<C extends Collection>(
  project: Project,
  collection: C,
  key: string,
): Records[C] | undefined {
  if (collection === 'project') return project.settings as Records[C]
  const objects = project[collection as Exclude<Collection, 'project'>] as Readonly<
    Record<string, unknown>
  >
  return Object.hasOwn(objects, key) ? (objects[key] as Records[C]) : undefined
}

/** An edit of one object, with what it was taken from the project. */
export function edit<C extends Collection>(
  project: Project,
  collection: C,
  key: string,
  after: Records[C] | undefined,
): Edit<C> {
  return { collection, key, before: recordOf(project, collection, key), after }
}
