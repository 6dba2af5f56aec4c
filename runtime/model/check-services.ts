/** What the services of a project are called, and whether what their code names is there. */
import { builtinPrefix, builtinServices } from './builtin.ts'
import type { ConnectorDefinition } from './definition.ts'
import { didYouMean } from './nearest.ts'
import type { Place } from './place.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'
import type { Project, ServiceFile } from './project.ts'
import type { Scanned } from './scan.ts'
import type { ServiceInfo, Use } from './service.ts'

export type Scan = (file: ServiceFile) => Scanned

export interface ServiceNames {
  /** By name, the exported ones; of two with one name the first by path. */
  byName: ReadonlyMap<string, ServiceInfo>
  /** Classes that are services but not exported. */
  hidden: ReadonlyMap<string, ServiceInfo>
}

export interface ReadNames {
  names: ServiceNames
  problems: readonly Problem[]
}

interface Cached extends ReadNames {
  scan: Scan
}
const cache = new WeakMap<Project['services'], Cached>()
let last: ServiceNames | undefined

/**
 * The names of all services, read once for as long as no file changes. Code that changes without another name coming or
 * going gives the same `names` again, so that whoever only asks for names need not look twice.
 */
export function serviceNames(project: Project, scan: Scan): ReadNames {
  const known = cache.get(project.services)
  if (known?.scan === scan) return known
  const read = readNames(project, scan)
  const names = last && isAlike(last, read.names) ? last : read.names
  last = names
  const cached = { scan, names, problems: read.problems }
  cache.set(project.services, cached)
  return cached
}

function isAlike(one: ServiceNames, other: ServiceNames): boolean {
  const whole = (map: ReadonlyMap<string, ServiceInfo>) =>
    [...map]
      .map(([name, { className, path, uses, isGuess }]) =>
        [name, className, path, String(isGuess ?? false), ...uses.map(useKey)].join('\0'),
      )
      .join('\n')
  return whole(one.byName) === whole(other.byName) && whole(one.hidden) === whole(other.hidden)
}

function useKey(use: Use): string {
  return use.kind === 'outgoing' ? `${use.type}:${use.name}` : use.name
}

function readNames(project: Project, scan: Scan): ReadNames {
  const byName = new Map<string, ServiceInfo>()
  const hidden = new Map<string, ServiceInfo>()
  const problems: Problem[] = []
  for (const path of Object.keys(project.services).sort()) {
    const file = project.services[path]
    if (!file) continue
    const scanned = scan(file)
    if (scanned.problem) problems.push(scanned.problem)
    for (const info of scanned.services) {
      if (!info.exported) {
        hidden.set(info.name, info)
        continue
      }
      const trouble = nameProblem(info, byName.get(info.name))
      if (trouble) problems.push(trouble)
      else byName.set(info.name, info)
    }
  }
  return { names: { byName, hidden }, problems }
}

function nameProblem(info: ServiceInfo, first: ServiceInfo | undefined): Problem | undefined {
  const at: Place = { collection: 'services', name: info.path, line: info.line }
  if (info.name.startsWith(builtinPrefix)) {
    const words = `The name "${info.name}" begins with "${builtinPrefix}", which belongs to the built-in services.`
    return problem('SERVICE_NAME_RESERVED', at, words, 'Give the service another serviceName.')
  }
  if (!first) return undefined
  const words = `The service name "${info.name}" is taken by ${first.className} in ${first.path}:${first.line}.`
  return problem('SERVICE_NAME_TWICE', at, words, 'Give one of the two another serviceName.')
}

/** Everything that can be linked and invoked. */
export function allServiceNames({ byName }: ServiceNames): string[] {
  return [...byName.keys(), ...builtinServices]
}

export function isServiceName({ byName }: ServiceNames, name: string): boolean {
  return byName.has(name) || (builtinServices as readonly string[]).includes(name)
}

interface CachedUses {
  connections: Project['connections']
  names: ServiceNames
  problems: readonly Problem[]
}
const cachedUses = new WeakMap<ServiceFile, CachedUses>()

/** Connections and services named in code that are not there. */
export function checkUses(
  project: Project,
  names: ServiceNames,
  scan: Scan,
  connectors: readonly ConnectorDefinition[],
): Problem[] {
  const { connections } = project
  return Object.values(project.services).flatMap((file) => {
    const known = cachedUses.get(file)
    if (known?.connections === connections && known.names === names) return known.problems
    const problems = usesOfFile(project, names, scan(file), connectors)
    cachedUses.set(file, { connections, names, problems })
    return problems
  })
}

function usesOfFile(
  project: Project,
  names: ServiceNames,
  { services }: Scanned,
  connectors: readonly ConnectorDefinition[],
): Problem[] {
  const seen = new Set<string>()
  return services.flatMap(({ uses, path }) =>
    uses.flatMap((use) => {
      const place = `${use.line}:${use.column}`
      // Two services of a file can share the function that names it.
      if (seen.has(place)) return []
      seen.add(place)
      return useProblem(project, names, connectors, path, use) ?? []
    }),
  )
}

function useProblem(
  project: Project,
  names: ServiceNames,
  connectors: readonly ConnectorDefinition[],
  path: string,
  use: Use,
): Problem | undefined {
  const at: Place = { collection: 'services', name: path, line: use.line, column: use.column }
  if (use.kind === 'service') {
    if (isServiceName(names, use.name)) return undefined
    const fix = didYouMean(
      use.name,
      allServiceNames(names),
      'Make the service, or correct the name.',
    )
    return problem('USE_MISSING', at, `There is no service "${use.name}".`, fix)
  }
  const { connections } = project
  const found = Object.hasOwn(connections, use.name) ? connections[use.name] : undefined
  if (found?.type === use.type) return undefined
  const title = connectors.find(({ type }) => type === use.type)?.title ?? use.type
  if (found) {
    const shared = connectors.find(({ type }) => type === found.type)?.shared
    const words = `"${use.name}" is a connection of type ${found.type}, not ${use.type}.`
    const fix = shared
      ? `Name a connection that is made on this ${shared.word}.`
      : `Write this.outgoing.${found.type}.get('${use.name}').`
    return problem('USE_MISSING', at, words, fix)
  }
  const same = Object.values(connections).filter(({ type }) => type === use.type)
  const fix = didYouMean(
    use.name,
    same.map(({ name }) => name),
    'Make the connection, or correct the name.',
  )
  return problem('USE_MISSING', at, `There is no ${title} connection "${use.name}".`, fix)
}
