/**
 * `patchbay run`, and an exported server: the project runs until the process is told to stop; changes in its folder go live at
 * once. A service that holds a process for longer than its message may take ends that with exit code 70 (watchdog.ts): whoever
 * keeps it starts it again, and workers are kept by the process that started them.
 */
import { apply } from '../model/change.ts'
import { mergeExternal } from '../model/diff.ts'
import type { Project } from '../model/project.ts'
import type { FileEdit, FileText } from '../model/text.ts'
import type { Compiled } from '../services/compile.ts'
import { Fleet } from './fleet.ts'
import { type Host, hostAlone, hostCrew } from './host.ts'
import { openFolder } from './open.ts'
import { withOverrides } from './overrides.ts'
import { notShared, refusedWith } from './replicas.ts'
import type { RunOptions } from './run-options.ts'
import { type ServerSettings, settingsOf } from './settings.ts'
import { takeWorkerSettings } from './worker-settings.ts'

/** Milliseconds that letting go may take after the grace. */
const patience = 5_000

/** What is to run: read from its folder, or made ready elsewhere, compiled and all. */
export interface Source {
  /** Where state is kept and packages are found. Absolute. */
  folder: string
  project: Project
  /** As read: what is different already is noticed. Left out: the folder holds no project, and is not followed. */
  files?: readonly FileText[]
  compiled?: readonly Compiled[]
}

/** @param from A folder, or how to get at what is to run: workers are told it. */
export async function run(
  from: string | (() => Promise<Source>),
  options: RunOptions,
): Promise<void> {
  const own = takeWorkerSettings()
  if (own !== undefined) {
    const { work } = await import('./worker.ts')
    return work(JSON.parse(own))
  }
  await serve(from, options).catch((error: Error) => {
    process.stderr.write(`patchbay: ${error.message}\n`)
    process.exit(1)
  })
}

async function serve(from: string | (() => Promise<Source>), options: RunOptions): Promise<void> {
  const settings = settingsOf(options, process.env, await processorsFor(options))
  const source: Source = typeof from === 'string' ? await openFolder(from) : await from()
  const here = await withOverrides(source.project, settings.overridesFile)
  const refusal = refusedWith(here, settings.replicas)
  if (refusal) throw new Error(`--replicas ${settings.replicas}: ${refusal}`)

  const fleet = new Fleet()
  const host = await hostOf(fleet, settings, source.folder)
  endOnSignals(host, fleet, settings)
  for (const line of notShared(here, settings)) host.logger.warn(line)
  if (settings.health) {
    const { openHealth } = await import('./health.ts')
    const health = await openHealth(fleet, settings.health)
    host.onGone = (worker) => health.depart(worker)
    host.logger.info({ address: health.address }, `Health and metrics at ${health.address}.`)
  }
  fleet.load = {
    project: source.project,
    ...(source.compiled ? { compiled: source.compiled } : {}),
  }
  if (settings.admin) {
    const { openAdmin } = await import('./open-admin.ts')
    const { admin, replicas, stateFolder } = settings
    await openAdmin({ fleet, host, source, settings: admin, replicas, stateFolder })
  }
  await host.start()
  if (settings.controlPort !== undefined) await host.openControl?.(settings.controlPort)
  if (settings.isWatching && source.files) await follow(fleet, host, source, source.files)
}

/** Only asked for when it matters. */
async function processorsFor({ workers }: RunOptions): Promise<number> {
  return workers === 'auto' ? (await import('node:os')).availableParallelism() : 1
}

function hostOf(fleet: Fleet, settings: ServerSettings, folder: string): Promise<Host> {
  const { http, log, secretsFile, historyFolder, stateFolder, overridesFile, workers } = settings
  const engine = { folder, http, log, secretsFile, historyFolder, stateFolder, overridesFile }
  return workers === undefined ? hostAlone(fleet, engine) : hostCrew(fleet, engine, workers)
}

function endOnSignals(
  host: Host,
  fleet: Fleet,
  { grace, drainDelay }: Pick<ServerSettings, 'grace' | 'drainDelay'>,
): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      host.logger.info(`${signal}: finishing what is in hand.`)
      host.drain()
      setTimeout(
        () => {
          host.logger.error('What was in hand did not end in time.')
          host.end()
          process.exit(1)
        },
        drainDelay + grace + patience,
      )
      await fleet.drain(drainDelay, grace)
      process.exit(0)
    })
  }
}

/** What another program writes into the folder goes live; a file that cannot be read leaves its object as it last was. */
async function follow(
  fleet: Fleet,
  { logger }: Host,
  { folder, project: opened }: Source,
  known: readonly FileText[],
): Promise<void> {
  let project = opened
  const onChange = (changed: readonly FileEdit[]) => {
    project = apply(project, mergeExternal(project, changed))
    void fleet.follow({ project, isFollowed: true }, (error) =>
      logger.error({ err: error }, `A change did not go live: ${error.message}`),
    )
  }
  const { watchFolder } = await import('../folder/watch.ts')
  await watchFolder(folder, onChange, { known })
}
