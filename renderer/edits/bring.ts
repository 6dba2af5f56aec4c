/**
 * Objects of one project brought into another. What is there already, and the same, is used; what has a name that is taken
 * comes under a free one, and everything that refers to it follows, code included. A secret never gets the value that
 * another object of the project keeps under its name. Pure.
 */
import { definitions } from '../../runtime/connectors/definitions.ts'
import { apply, type Edit, edit } from '../../runtime/model/change.ts'
import type { Side } from '../../runtime/model/definition.ts'
import { same } from '../../runtime/model/diff.ts'
import type { Flow } from '../../runtime/model/flow.ts'
import { freeName, isTaken, rename } from '../../runtime/model/names.ts'
import {
  emptyProject,
  isVaultSecret,
  namedSecretSchema,
  type Project,
  type ProjectObject,
} from '../../runtime/model/project.ts'
import { scan } from '../../runtime/model/scan.ts'
import { importsOf, type Needs, objectSides } from './needs.ts'

export interface Renamed {
  from: string
  to: string
}

export interface Brought {
  edits: readonly Edit[]
  /** The nodes as they refer to what was brought. */
  nodes: Flow['nodes']
  /** Names that were taken. */
  renamed: readonly Renamed[]
  /** Names of secrets that have no value here yet. */
  secrets: readonly string[]
}

export interface BringOptions {
  /** It is the project that they are from: what has its name is it. Also by the user's wish for another project. */
  useOurs: boolean
  /** Names of the secrets that have a value here. */
  secrets: readonly string[]
}

/** @param nodes Those that need them. */
export function bring(
  project: Project,
  needs: Needs,
  nodes: Flow['nodes'],
  { useOurs, secrets }: BringOptions,
): Brought {
  const renamed: Renamed[] = []
  const flow: Flow = { name: 'clip', nodes, links: {} }
  // A project of their own, in which a name is changed as everywhere: references and code follow.
  let own: Project = { ...emptyProject('clip', 'clip'), ...needs, flows: { clip: flow } }
  const ours = new Set<string>()
  const move = (side: Side | 'services', from: string) => {
    const to = freeName(from, (name) => isTaken(project, side, name) || isTaken(own, side, name))
    own = apply(own, rename(own, side, from, to, definitions))
    renamed.push({ from, to })
  }
  for (const side of objectSides) {
    for (const name of Object.keys(needs[side])) {
      if (!Object.hasOwn(project[side], name)) continue
      if (useOurs || same(project[side][name], own[side][name])) ours.add(`${side}/${name}`)
      else move(side, name)
    }
  }
  for (const path of Object.keys(needs.services)) {
    if (isOurs(project, own, path, useOurs)) {
      ours.add(`services/${path}`)
      continue
    }
    for (const name of namesOf(own, path))
      if (isTaken(project, 'services', name)) move('services', name)
    if (Object.hasOwn(project.services, path)) own = movedFile(own, path, project)
  }
  const withSecrets = useOurs ? own : ownSecrets(own, project, secrets, ours)
  const edits = editsOf(project, withSecrets, ours)
  return {
    edits,
    nodes: withSecrets.flows.clip?.nodes ?? nodes,
    renamed,
    secrets: [...new Set(edits.flatMap(({ after }) => secretsIn(after)))].filter(
      (name) => !secrets.includes(name),
    ),
  }
}

function namesOf(project: Project, path: string): string[] {
  const file = project.services[path]
  return file ? scan(file).services.flatMap(({ name, exported }) => (exported ? [name] : [])) : []
}

/** The file is here as it is; or, by wish, all that it has to offer is. */
function isOurs(project: Project, own: Project, path: string, useOurs: boolean): boolean {
  const there = project.services[path]
  if (there && there.source === own.services[path]?.source) return true
  if (!useOurs) return false
  const names = namesOf(own, path)
  if (names.length === 0) return there !== undefined
  return names.every((name) => isTaken(project, 'services', name))
}

/** The file under a free path, and those that import it follow. */
function movedFile(own: Project, path: string, project: Project): Project {
  const stem = freeName(path.replace(/\.ts$/, ''), (taken) =>
    [project, own].some(({ services }) => Object.hasOwn(services, `${taken}.ts`)),
  )
  const to = `${stem.replaceAll(' ', '-')}.ts`
  const file = own.services[path]
  if (!file) return own
  const services = Object.entries(own.services).map(([at, each]) => {
    if (at === path) return [to, { ...file, path: to }] as const
    let { source } = each
    for (const { specifier, target } of importsOf(own.services, each)) {
      if (target !== path) continue
      const name = (of: string) => (of.split('/').at(-1) ?? '').replace(/\.[tj]s$/, '')
      const next = specifier.replace(name(path), name(to))
      source = source
        .replaceAll(`'${specifier}'`, `'${next}'`)
        .replaceAll(`"${specifier}"`, `"${next}"`)
    }
    return [at, { ...each, source }] as const
  })
  return { ...own, services: Object.fromEntries(services) }
}

/** Under a name that nobody here uses: a value that is kept for another address must not go to this one. */
function ownSecrets(
  own: Project,
  project: Project,
  known: readonly string[],
  ours: ReadonlySet<string>,
): Project {
  const taken = new Set(known)
  for (const side of objectSides) {
    for (const object of Object.values(project[side])) {
      for (const name of secretsIn(object)) taken.add(name)
    }
  }
  const names = new Map<string, string>()
  const fresh = (name: string) => {
    const to = names.get(name) ?? freeName(name, (wish) => taken.has(wish))
    names.set(name, to)
    taken.add(to)
    return to
  }
  const next: Record<string, unknown> = { ...own }
  for (const side of objectSides) {
    next[side] = Object.fromEntries(
      Object.entries(own[side]).map(([name, object]) => [
        name,
        ours.has(`${side}/${name}`) ? object : withSecrets(object, fresh),
      ]),
    )
  }
  return next as unknown as Project
}

function withSecrets(object: ProjectObject, fresh: (name: string) => string): ProjectObject {
  return mapped(object) as ProjectObject

  function mapped(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(mapped)
    if (typeof value !== 'object' || value === null || isVaultSecret(value)) return value
    const secret = namedSecretSchema.safeParse(value)
    if (secret.success) return { secret: fresh(secret.data.secret) }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapped(each)]))
  }
}

/** Names of the secrets that an object refers to. */
function secretsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsIn)
  if (typeof value !== 'object' || value === null) return []
  const secret = namedSecretSchema.safeParse(value)
  return secret.success ? [secret.data.secret] : Object.values(value).flatMap(secretsIn)
}

function editsOf(project: Project, own: Project, ours: ReadonlySet<string>): Edit[] {
  return [...objectSides, 'services' as const].flatMap((collection) =>
    Object.entries(own[collection]).flatMap(([key, object]) =>
      ours.has(`${collection}/${key}`) ? [] : [edit(project, collection, key, object) as Edit],
    ),
  )
}
