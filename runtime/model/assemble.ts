/** Entries of files put together to a project: names made unique, layouts given to their flows, unusual places noted. */

import type { Layout } from './flow.ts'
import { allot, jsonCollections, layoutPathOf, pathOf, pathsOf, settingsPath } from './paths.ts'
import type { Problem } from './problem.ts'
import { emptyProject, type Named, type Project, type Records, type Unread } from './project.ts'
import { broken, type Entry } from './read.ts'
import { slugOf } from './words.ts'

/** An entry of a file that was read before: when two files claim one name, it is not the intruder. */
export type Claim = Entry & { isKept?: boolean }

/** Every object of a project as an entry, by path, without reading anything anew. */
export function entriesOf(project: Project): Map<string, Claim> {
  const entries = new Map<string, Claim>()
  const add = (path: string, collection: Entry['collection'], key: string, value: Entry['value']) =>
    entries.set(path, { path, collection, key, value, isKept: true })
  add(settingsPath, 'project', 'patchbay', project.settings)
  for (const collection of jsonCollections) {
    for (const [name, path] of pathsOf(project, collection)) {
      add(path, collection, name, project[collection][name])
    }
  }
  for (const [flow, layout] of Object.entries(project.layouts)) {
    add(pathOf(project, 'layouts', flow), 'layouts', flow, layout)
  }
  for (const [path, file] of Object.entries(project.services)) add(path, 'services', path, file)
  return entries
}

/** An entry may hold both a value (the last that could be read) and a problem (why the newest could not). */
export function assemble(entries: Iterable<Claim>): Project {
  const sorted = [...entries].sort(byClaim)
  const places = new Map<string, string>()
  const unread: Record<string, Unread> = {}
  const objects: Record<string, Record<string, unknown>> = { services: {} }
  for (const collection of jsonCollections) objects[collection] = {}
  let { settings } = emptyProject('Untitled', 'untitled')

  for (const entry of sorted) {
    const { path, collection, key, value } = entry
    if (entry.problem) unread[path] = { problem: entry.problem }
    if (value === undefined || collection === 'layouts') continue
    if (collection === 'project') {
      settings = value as Records['project']
      continue
    }
    const id = `${collection}/${key}`
    const first = places.get(id)
    if (first !== undefined) {
      unread[path] = { problem: nameTwice(entry, first), leftOut: value }
      continue
    }
    places.set(id, path)
    const named = objects[collection]
    if (named) named[key] = value
  }

  const project = { settings, ...objects } as unknown as Omit<Project, 'layouts' | 'paths'>
  return {
    ...project,
    layouts: layoutsOf(project.flows, places, sorted),
    paths: unusual(project, places, unread),
    ...(Object.keys(unread).length > 0 ? { unread } : {}),
  }
}

/** Whoever was there first, then who stands where the name says, then by path. */
function byClaim(a: Claim, b: Claim): number {
  return rank(a) - rank(b) || (a.path < b.path ? -1 : 1)
}

function rank(claim: Claim): number {
  if (claim.isKept) return 0
  return claim.path === `${claim.collection}/${slugOf(claim.key)}.json` ? 1 : 2
}

function nameTwice(entry: Entry, first: string): Problem {
  const twice = broken(entry.path, entry.collection, {
    code: 'NAME_TWICE',
    words: `has the name "${entry.key}", which ${first} has already; this file is left out`,
    fix: 'Give one of the two another name, or remove one.',
    field: 'name',
  })
  return twice.problem as Problem
}

function layoutsOf(
  flows: Project['flows'],
  places: ReadonlyMap<string, string>,
  entries: readonly Entry[],
): Named<Layout> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry.value]))
  const layouts: Record<string, Layout> = {}
  for (const name of Object.keys(flows)) {
    const layout = byPath.get(layoutPathOf(places.get(`flows/${name}`) ?? ''))
    if (layout) layouts[name] = layout as Layout
  }
  return layouts
}

/**
 * The objects that are not where they would be put. Noting one can free a usual place or take one, so it is repeated
 * until all agree; each round notes one more at least.
 */
function unusual(
  project: Omit<Project, 'layouts' | 'paths'>,
  places: ReadonlyMap<string, string>,
  unread: Named<Unread>,
): Named<string> {
  const found: Record<string, string> = {}
  for (const collection of jsonCollections) {
    const names = Object.keys(project[collection])
    for (let isSettled = false; !isSettled; ) {
      isSettled = true
      for (const [name, usual] of allot(collection, names, found, unread)) {
        const place = places.get(`${collection}/${name}`)
        if (place === undefined || place === usual) continue
        found[`${collection}/${name}`] = place
        isSettled = false
      }
    }
  }
  return found
}
