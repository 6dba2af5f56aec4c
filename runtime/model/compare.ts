/**
 * Two projects side by side, for people: which objects are new, gone or changed, and what of them, field by field. Beside
 * `diff.ts`, which makes edits of the same.
 */
import { diff, same } from './diff.ts'
import type { Collection } from './place.ts'
import type { Project, Records } from './project.ts'

export type Kind = 'added' | 'removed' | 'changed'

export interface Difference {
  collection: Collection
  key: string
  kind: Kind
  before: Records[Collection] | undefined
  after: Records[Collection] | undefined
}

/** What differs of one value: a step for each member or position on the way to it. */
export interface FieldDifference {
  path: readonly string[]
  kind: Kind
  before: unknown
  after: unknown
}

const order: readonly Collection[] = [
  'project',
  'flows',
  'services',
  'channels',
  'connections',
  'security',
  'tests',
  'jobs',
  'layouts',
]

/** By collection, then by name. A service that differs only in how its lines end does not: git may have changed those. */
export function compare(before: Project, after: Project): Difference[] {
  return diff(before, after)
    .map(({ collection, key, before: was, after: is }): Difference => {
      const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
      return { collection, key, kind, before: was, after: is }
    })
    .filter(({ before: was, after: is }) => !isSameText(was, is))
    .sort(
      (one, other) =>
        order.indexOf(one.collection) - order.indexOf(other.collection) ||
        (one.key < other.key ? -1 : 1),
    )
}

function isSameText(one: unknown, other: unknown): boolean {
  const texts = [one, other].map((value) => {
    const source = (value as { source?: unknown } | undefined)?.source
    return typeof source === 'string' ? source.replaceAll('\r\n', '\n') : undefined
  })
  return texts[0] !== undefined && texts[0] === texts[1]
}

/** Only what differs, each as deep as it does. Of an object that is on one side alone that is each field. */
export function fieldsOf({
  before,
  after,
}: Pick<Difference, 'before' | 'after'>): FieldDifference[] {
  const found: FieldDifference[] = []
  collect(before ?? {}, after ?? {}, [], found)
  return found
}

function collect(
  before: unknown,
  after: unknown,
  path: readonly string[],
  found: FieldDifference[],
): void {
  if (same(before, after)) return
  const [was, is] = [membersOf(before), membersOf(after)]
  if (!was || !is) {
    found.push({ path, kind: kindOf(before, after), before, after })
    return
  }
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
    collect(own(was, key), own(is, key), [...path, key], found)
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  // Lists of names are read as a whole; of lists of things each thing is.
  if (Array.isArray(value) && !value.some((each) => typeof each === 'object')) return undefined
  return value as Readonly<Record<string, unknown>>
}

function kindOf(before: unknown, after: unknown): Kind {
  return before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
}

function own(members: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(members, key) ? members[key] : undefined
}
