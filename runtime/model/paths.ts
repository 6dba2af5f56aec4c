/**
 * Which file an object lives in. The usual place is made from its name; `project.paths` knows those found elsewhere.
 * A pure function of the project, so that designer, runtime and command line always agree.
 */
import type { Collection } from './place.ts'
import type { Named, Project } from './project.ts'
import { hashOf, slugOf } from './words.ts'

export const settingsPath = 'patchbay.json'

/** The collections whose objects are a JSON file each, besides layouts, which stand beside their flow. */
export const jsonCollections = [
  'channels',
  'connections',
  'security',
  'jobs',
  'flows',
  'tests',
] as const satisfies readonly Collection[]
export type JsonCollection = (typeof jsonCollections)[number]

/** From the project's root, with forward slashes: `channels/store.json`. The object need not exist yet. */
export function pathOf(project: Project, collection: Collection, key: string): string {
  if (collection === 'project') return settingsPath
  if (collection === 'services') return key
  if (collection === 'layouts') return layoutPathOf(pathOf(project, 'flows', key))
  const usual = pathsOf(project, collection).get(key)
  return usual ?? placed(collection, key, new Set(pathsOf(project, collection).values()))
}

export function layoutPathOf(flowPath: string): string {
  return flowPath.replace(/\.json$/, '.layout.json')
}

interface Cached {
  found: Named<string>
  unread: Project['unread']
  paths: ReadonlyMap<string, string>
}
const cache = new WeakMap<object, Cached>()

/** The paths of all objects of a collection, by name. */
export function pathsOf(project: Project, collection: JsonCollection): ReadonlyMap<string, string> {
  const { paths: found, unread } = project
  const known = cache.get(project[collection])
  if (known && known.found === found && known.unread === unread) return known.paths
  const paths = allot(collection, Object.keys(project[collection]), found, unread)
  cache.set(project[collection], { found, unread, paths })
  return paths
}

/** Objects found somewhere keep their place; then the others, alphabetically, each get the first that is free. */
export function allot(
  collection: JsonCollection,
  names: readonly string[],
  found: Named<string>,
  unread: Project['unread'],
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  // Compared in lower case: on Mac and Windows `ERP.json` and `erp.json` are one file.
  const taken = new Set(Object.keys(unread ?? {}).map((path) => path.toLowerCase()))
  const others: string[] = []
  for (const name of names) {
    const id = `${collection}/${name}`
    const path = Object.hasOwn(found, id) ? found[id] : undefined
    if (path === undefined) {
      others.push(name)
      continue
    }
    paths.set(name, path)
    taken.add(path.toLowerCase())
  }
  for (const name of others.sort()) {
    const path = placed(collection, name, taken)
    paths.set(name, path)
    taken.add(path.toLowerCase())
  }
  return paths
}

const slugs = new Map<string, string>()

function placed(collection: JsonCollection, name: string, taken: ReadonlySet<string>): string {
  let slug = slugs.get(name)
  if (slug === undefined) {
    slug = slugOf(name)
    // Names come and go while a user types; the bound keeps a long session small.
    if (slugs.size > 10_000) slugs.clear()
    slugs.set(name, slug)
  }
  let path = `${collection}/${slug}.json`
  for (let salt = ''; taken.has(path); salt += '+') {
    path = `${collection}/${slug}-${hashOf(name + salt)}.json`
  }
  return path
}
