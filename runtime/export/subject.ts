/** What the parts of an export are written from: the project, and what a server of it needs around itself. Pure. */
import {
  isVaultSecret,
  type Project,
  type ProjectObject,
  type SecretRef,
} from '../model/project.ts'

/** Where a server listens inside a container. */
export const containerPorts = { http: 8080, health: 9090 } as const

export interface Subject {
  project: Project
  /** For names of images, units and objects: lower case, digits and hyphens. */
  slug: string
  /** Name -> where it is used: `connections/my.ftp, field password`. */
  secrets: ReadonlyMap<string, readonly string[]>
  hasHttp: boolean
  isTls: boolean
  /** Jobs run: one copy only. */
  hasJobs: boolean
  /** AMQP channels that are on: queue and the broker's name. */
  queues: readonly { queue: string; broker: string }[]
  /** Connections to a server on the developer's own machine: elsewhere it has to be brought along. */
  nearby: readonly ProjectObject[]
}

export function subjectOf(project: Project): Subject {
  const channels = Object.values(project.channels).filter(({ isActive }) => isActive)
  const connections = Object.values(project.connections).filter(({ isActive }) => isActive)
  return {
    project,
    slug: slugOf(project.settings.name),
    secrets: secretsOf(project),
    hasHttp: channels.some(({ type }) => type === 'rest'),
    isTls: project.settings.http.tls !== undefined,
    hasJobs: channels.some(({ type }) => type === 'schedule'),
    queues: channels
      .filter(({ type }) => type === 'amqp')
      .map(({ queue, broker }) => ({ queue: String(queue), broker: String(broker) })),
    nearby: connections.filter(isNearby),
  }
}

export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
  // Kubernetes wants a letter first (RFC 1035).
  return /^[a-z]/.test(slug) ? slug : `patchbay${slug === '' ? '' : `-${slug}`}`
}

/** Secrets by name, sorted, each with every place that uses it. Those in Vault have no name of their own. */
export function secretsOf(project: Project): Map<string, string[]> {
  const uses: [secret: string, place: string][] = []
  const { tls } = project.settings.http
  if (tls) uses.push([tls.key.secret, 'patchbay.json, http.tls.key'])
  for (const collection of ['channels', 'connections', 'security'] as const) {
    for (const [name, object] of Object.entries(project[collection])) {
      for (const [field, value] of Object.entries(object)) {
        if (!isNamedSecret(value)) continue
        uses.push([value.secret, `${collection}/${name}, field ${field}`])
      }
    }
  }
  const found = new Map<string, string[]>()
  for (const [secret, place] of uses.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    found.set(secret, [...(found.get(secret) ?? []), place].sort())
  }
  return found
}

function isNamedSecret(value: unknown): value is Extract<SecretRef, { secret: string }> {
  if (typeof value !== 'object' || value === null || isVaultSecret(value)) return false
  return typeof (value as { secret?: unknown }).secret === 'string'
}

/** Where a connection leads; of one of another kind undefined. */
function hostOf({ type, host, url }: ProjectObject): string | undefined {
  if (type === 'amqp-broker' || type === 'ftp') return String(host ?? '')
  if (type !== 'vault') return undefined
  return URL.canParse(String(url)) ? new URL(String(url)).hostname : ''
}

function isNearby(connection: ProjectObject): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(hostOf(connection) ?? '')
}

/** What the project has that is switched off: it comes along, and does nothing. */
export function switchedOff(project: Project): string[] {
  return (['channels', 'connections', 'security'] as const).flatMap((collection) =>
    Object.values(project[collection])
      .filter(({ isActive }) => !isActive)
      .map(({ name }) => `${collection}/${name}`),
  )
}
