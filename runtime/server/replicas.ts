/** What of a project does not work, or works otherwise, when several processes of its server run. Pure. */
import type { Project, ProjectObject } from '../model/project.ts'

/** Would do wrong: each copy has a clock of its own. undefined: nothing of it is in the way. */
export function refusedWith(project: Project, replicas: number): string | undefined {
  const jobs = names(active(project).filter(({ type }) => type === 'schedule'))
  if (replicas <= 1 || jobs === '') return undefined
  return `The jobs ${jobs} would run in each of the ${replicas} copies. Switch them off here and let a server of its own run them, with one copy.`
}

/** What each of several workers or copies counts or remembers by itself. */
export function notShared(project: Project, { workers = 1, replicas = 1 }): string[] {
  if (workers * replicas <= 1) return []
  const channels = active(project)
  const ordered = names(
    channels.filter(({ type, concurrency = 1 }) => type === 'amqp' && concurrency === 1),
  )
  const limited = names(
    channels.filter(({ limitCaller, limitAddress }) => isSet(limitCaller) || isSet(limitAddress)),
  )
  const once = names(Object.values(project.security).filter(({ type }) => type === 'ws-security'))
  return [
    ordered && `${ordered}: the processes share the queue, so its order is not kept.`,
    limited && `${limited}: each process counts its rate limit by itself.`,
    once &&
      `${once}: each process remembers by itself which nonces it has seen, so one may be used once with each.`,
    replicas > 1 &&
      'Each copy keeps its own messages to look at, jobs made while it runs, counts of tries, and releases: deploy to each.',
  ].filter((line) => typeof line === 'string' && line !== '') as string[]
}

function active({ channels }: Project): ProjectObject[] {
  return Object.values(channels).filter(({ isActive }) => isActive)
}

function names(objects: readonly { name: string }[]): string {
  return objects.map(({ name }) => `"${name}"`).join(', ')
}

function isSet(value: unknown): boolean {
  return typeof value === 'number' && value > 0
}
