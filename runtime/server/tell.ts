/** What whoever starts a server reads of it: problems on standard error, what runs and what does not in the log. */
import type { DeployReport } from '../model/control.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import type { Runtime } from '../runtime.ts'
import { secretNames } from './secret-names.ts'
import { howToSet } from './secrets.ts'
import { problemLine } from './words.ts'

/** At the start. */
export function tell(
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
    // Of several workers one runs the jobs, and tells of them.
    if (runtime.options.worker !== undefined && reason?.code === 'CHANNEL_BUSY') continue
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

export function tellDeployed(runtime: Runtime, report: DeployReport): void {
  runtime.log.logger.info(
    { revision: report.revision, took: report.took },
    `Deployed ${report.touched.join(', ')} in ${report.took.toFixed(1)} ms.`,
  )
}

export function tellProblems(problems: readonly Problem[], project: Project, folder: string): void {
  for (const problem of problems) process.stderr.write(`${problemLine(problem, project, folder)}\n`)
}
