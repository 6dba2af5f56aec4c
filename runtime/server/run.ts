/**
 * `patchbay run`: the project runs until the process is told to stop; changes in its folder go live at once. A service that
 * holds it for longer than its message may take ends it with exit code 70 (watchdog.ts): whoever keeps it starts it again.
 */

import { watchFolder } from '../folder/watch.ts'
import { workOf } from '../held.ts'
import { apply } from '../model/change.ts'
import type { DeployReport } from '../model/control.ts'
import { mergeExternal } from '../model/diff.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import type { FileEdit } from '../model/text.ts'
import { Runtime } from '../runtime.ts'
import { mendStacks } from '../services/source-maps.ts'
import { startWatchdog } from '../watchdog/watchdog.ts'
import { type OpenedFolder, openFolder } from './open.ts'
import { secretNames } from './secret-names.ts'
import { howToSet, readSecrets } from './secrets.ts'
import { problemLine } from './words.ts'

export interface RunOptions {
  port?: string
  host?: string
  secrets?: string
  watch: boolean
  control?: string
  log: string
}

const grace = 10_000

export async function run(path: string, options: RunOptions): Promise<void> {
  const opened = await openFolder(path).catch(giveUp)
  const { folder, project } = opened
  const secrets = await readSecrets([...secretNames(project).keys()], options.secrets).catch(giveUp)
  const runtime = new Runtime({
    folder,
    secrets,
    http: {
      ...(options.host ? { host: options.host } : {}),
      ...(options.port ? { port: portOf(options.port) } : {}),
    },
    logLevel: options.log,
    writeLog: (line) => process.stdout.write(line),
  })
  // Before anything can run: a message that loops may come at once.
  const work = workOf(() => runtime)
  startWatchdog({ work, says: options.log === 'silent' ? 'nothing' : 'log' })
  const report = await runtime.deploy({ project, revision: 1 })
  tell(runtime, project, folder, report.problems)

  process.on('uncaughtException', (error) => fault(runtime, error))
  process.on('unhandledRejection', (error) => fault(runtime, error))
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop(runtime, signal))
  if (options.control !== undefined) await openControl(runtime, options.control)
  if (options.watch) await follow(runtime, opened)
}

/** What another program writes into the folder goes live; a file that cannot be read leaves its object as it last was. */
async function follow(
  runtime: Runtime,
  { folder, files, project: opened }: OpenedFolder,
): Promise<void> {
  let project = opened
  let revision = 1
  const onChange = async (changed: readonly FileEdit[]) => {
    project = apply(project, mergeExternal(project, changed))
    const report = await runtime.deploy({ project, revision: ++revision })
    if (report.touched.length > 0) tellDeployed(runtime, report)
    tellProblems(report.problems, project, folder)
  }
  await watchFolder(folder, (changed) => void onChange(changed), { known: files })
}

function tellProblems(problems: readonly Problem[], project: Project, folder: string): void {
  for (const problem of problems) process.stderr.write(`${problemLine(problem, project, folder)}\n`)
}

/** Loaded only when asked for. */
async function openControl(runtime: Runtime, port: string): Promise<void> {
  const { openControlSocket } = await import('../control/socket.ts')
  const token = process.env.PATCHBAY_CONTROL_TOKEN ?? ''
  const { address } = await openControlSocket(runtime, {
    host: '127.0.0.1',
    port: portOf(port),
    token,
  }).catch(giveUp)
  runtime.log.logger.info({ address }, `A designer may attach at ${address}.`)
}

function portOf(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return giveUp(new Error(`The port ${text}: must be 0 to 65535.`))
  return port
}

function tell(
  runtime: Runtime,
  project: Project,
  folder: string,
  problems: readonly Problem[],
): void {
  tellProblems(problems, project, folder)
  for (const [secret, user] of secretNames(project)) {
    if (runtime.secrets.has(secret)) continue
    process.stderr.write(`${user}: the secret "${secret}" has no value. ${howToSet(secret)}\n`)
  }
  const { logger } = runtime.log
  const failing: string[] = []
  for (const { at, state, address, reason, next } of runtime.status().objects) {
    if (state === 'failing') {
      failing.push(at.name)
      logger.error({ at, code: reason?.code }, `${at.name}: ${reason?.message ?? 'failing'}`)
    } else if (state === 'incomplete' && reason) {
      logger.warn({ at, code: reason.code }, `${at.name} is incomplete: ${reason.message}`)
    } else if (address !== undefined)
      logger.info({ at, address }, `${at.name} answers at ${address}`)
    else if (next !== undefined) {
      const time = new Date(next).toISOString()
      logger.info({ at, next: time }, `${at.name} runs next at ${time}`)
    }
  }
  const { name } = project.settings
  if (failing.length === 0) logger.info(`${name} runs.`)
  else logger.warn(`${name} runs without ${failing.join(', ')}.`)
}

function tellDeployed(runtime: Runtime, report: DeployReport): void {
  runtime.log.logger.info(
    { revision: report.revision, took: report.took },
    `Deployed ${report.touched.join(', ')} in ${report.took.toFixed(1)} ms.`,
  )
}

function fault(runtime: Runtime, error: unknown): void {
  mendStacks(error)
  runtime.log.logger.error({ err: error }, `An error outside of any exchange: ${String(error)}`)
}

async function stop(runtime: Runtime, signal: string): Promise<void> {
  runtime.log.logger.info(`${signal}: finishing what is in hand.`)
  await runtime.stop(grace)
  process.exit(0)
}

function giveUp(error: unknown): never {
  process.stderr.write(`patchbay: ${(error as Error).message}\n`)
  process.exit(1)
}
