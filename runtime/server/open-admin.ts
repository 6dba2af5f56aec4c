/** The admin API of a server: its socket, where its releases are kept, and what it switches. Loaded only where it is asked for. */
import { mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { answerAdmin } from '../admin/api.ts'
import { Audit } from '../admin/audit.ts'
import { Gate } from '../admin/gate.ts'
import { idOf } from '../admin/pack.ts'
import { Releases } from '../admin/releases.ts'
import { Switching } from '../admin/switching.ts'
import type { Candidate, Target } from '../admin/target.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import { toFiles } from '../model/text.ts'
import type { Compiled } from '../services/compile.ts'
import { version } from '../version.ts'
import type { Fleet } from './fleet.ts'
import type { Host } from './host.ts'
import { refusedWith } from './replicas.ts'
import type { AdminSettings } from './settings.ts'
import { unreadable } from './words.ts'
import type { Load } from './work.ts'

export interface AdminOptions {
  fleet: Fleet
  host: Host
  /** What the server's own folder holds. */
  source: { folder: string; project: Project; compiled?: readonly Compiled[] }
  settings: AdminSettings
  replicas: number
  stateFolder: string | undefined
}

/** What was active when the server ended is what it runs again. @throws Error that says what of the options is wrong. */
export async function openAdmin(options: AdminOptions): Promise<void> {
  const { fleet, host, source, settings } = options
  const state = options.stateFolder ?? join(source.folder, '.patchbay', 'state')
  await mkdir(state, { recursive: true })
  const { releases, isFolderNewer } = await Releases.open(
    join(state, 'releases'),
    idOf([...toFiles(source.project)].map(([path, text]) => ({ path, text }))),
  )
  const { logger } = host
  if (isFolderNewer) {
    logger.warn('The project in the folder has changed since a release was activated: it runs.')
  }
  const target = targetOf(options)
  const switching = new Switching(releases, target)
  fleet.load = await firstLoad(switching, fleet.load, (words) => logger.error(words))
  const audit = new Audit(join(state, 'admin-audit.jsonl'), (entry, error) => {
    if (error) logger.error({ err: error }, 'A line of the audit could not be kept.')
    else logger.info({ audit: entry }, `Admin: ${entry.what}: ${entry.outcome}`)
  })
  const parts = { gate: new Gate(settings.token), audit, switching, target }
  const server = createServer(
    { ...(await material(settings)), minVersion: 'TLSv1.2', headersTimeout: 10_000 },
    (request, response) => {
      answerAdmin(request, response, parts).catch((error: Error) => {
        logger.error({ err: error }, 'A call of the admin API failed.')
        response.destroy()
      })
    },
  )
  server.maxConnections = 100
  // What is no TLS, or none of ours, is the caller's matter.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: Error) =>
      reject(new Error(`--admin: cannot listen: ${error.message}`, { cause: error })),
    )
    server.listen(settings.port, settings.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const name = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  const address = `https://${name}:${port}`
  logger.info({ address }, `The admin API answers at ${address}.`)
}

async function firstLoad(
  switching: Switching,
  own: Load | undefined,
  warn: (words: string) => void,
): Promise<Load | undefined> {
  const { current } = switching.releases
  try {
    const { release, ...candidate } = await switching.candidate(current)
    return release === undefined ? own : loadOf({ ...candidate, release })
  } catch (thrown) {
    // Better what the folder holds than nothing.
    warn(
      `The release ${current} cannot be read, so the folder's own project runs: ${(thrown as Error).message}`,
    )
    return own
  }
}

function targetOf({ fleet, source, replicas }: AdminOptions): Target {
  const { project, compiled } = source
  const initial: Load = { project, ...(compiled ? { compiled } : {}) }
  return {
    problemsOf: (candidate) => problemsOf(candidate, replicas),
    running: () => fleet.load?.project ?? project,
    initial: () => ({ project }),
    switchTo: (candidate, within) =>
      fleet.switchTo(candidate.release === undefined ? initial : loadOf(candidate), within),
    async status() {
      const [health, states] = await Promise.all([fleet.health(), fleet.states()])
      return {
        name: (fleet.load?.project ?? project).settings.name,
        version,
        pid: process.pid,
        ...health,
        processes: states.map(({ id, state: { status, open } }) => ({
          ...(id === 0 ? {} : { worker: id }),
          pid: status.pid,
          startedAt: new Date(status.startedAt).toISOString(),
          open,
          objects: status.objects,
        })),
      }
    },
  }
}

function loadOf({ project, compiled, release }: Candidate): Load {
  return {
    project,
    ...(compiled === undefined ? {} : { compiled: JSON.parse(compiled) as Compiled[] }),
    ...(release === undefined ? {} : { release }),
  }
}

function problemsOf(project: Project, replicas: number): Problem[] {
  const message = refusedWith(project, replicas)
  if (message === undefined) return []
  const at = { collection: 'project', name: 'patchbay' } as const
  return [{ code: 'REPLICAS_REFUSED', severity: 'error', message, at }]
}

async function material({ certificateFile, keyFile }: AdminSettings) {
  const read = (path: string, option: string) =>
    readFile(path, 'utf8').catch((error: unknown) => {
      throw new Error(`${option}: ${unreadable(path, error).message}`, { cause: error })
    })
  const [cert, key] = await Promise.all([
    read(certificateFile, '--admin-cert'),
    read(keyFile, '--admin-key'),
  ])
  return { cert, key }
}
