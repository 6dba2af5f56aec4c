/**
 * A project comes over a port as a copy, and nothing of it is the same object as before though nearly all of it is equal.
 * What is equal becomes the same object again, so that every check and comparison after this is done with it at once.
 */
import { same } from './model/diff.ts'
import type { Project } from './model/project.ts'

const collections = [
  'channels',
  'connections',
  'security',
  'jobs',
  'tests',
  'flows',
  'layouts',
  'services',
] as const

export function reuse(next: Project, before: Project | undefined): Project {
  if (!before) return next
  const project: Record<string, unknown> = { ...next }
  for (const collection of collections) {
    project[collection] = reuseObjects(next[collection], before[collection])
  }
  if (same(next.settings, before.settings)) project.settings = before.settings
  return project as unknown as Project
}

type Objects = Readonly<Record<string, unknown>>

function reuseObjects(next: Objects, before: Objects): Objects {
  const keys = Object.keys(next)
  let isSame = keys.length === Object.keys(before).length
  const objects: Record<string, unknown> = {}
  for (const key of keys) {
    const known = Object.hasOwn(before, key) ? before[key] : undefined
    const isKnown = known !== undefined && same(next[key], known)
    objects[key] = isKnown ? known : next[key]
    isSame &&= isKnown
  }
  return isSame ? before : objects
}
