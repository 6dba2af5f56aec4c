/** `patchbay check`: all that is wrong with a project, one line a problem; exit status 1 when any of it is an error. */

import { definitions } from '../connectors/definitions.ts'
import { blocks } from '../model/blocks.ts'
import { check as checkProject } from '../model/check.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'
import { projectTypings } from '../model/typings.ts'
import { typecheck } from '../services/typecheck.ts'
import { openFolder } from './open.ts'
import { secretNames } from './secret-names.ts'
import { howToSet, readSecrets } from './secrets.ts'
import { problemLine } from './words.ts'

export interface CheckOptions {
  types: boolean
  secrets?: string
}

export async function check(path: string, options: CheckOptions): Promise<void> {
  try {
    const { folder, project } = await openFolder(path)
    const found: Problem[] = checkProject(project, { connectors: definitions, blocks })
    if (options.types) {
      const typings = projectTypings(project, definitions)
      found.push(...(await typecheck(folder, project.services, typings)))
    }
    const told = unique(found)
    for (const problem of told) process.stdout.write(`${problemLine(problem, project, folder)}\n`)
    for (const line of await missingSecrets(project, options.secrets)) process.stdout.write(line)
    const errors = told.filter(({ severity }) => severity === 'error').length
    process.stdout.write(
      errors === 0 ? 'No errors.\n' : `${errors} ${errors === 1 ? 'error' : 'errors'}.\n`,
    )
    process.exitCode = errors === 0 ? 0 : 1
  } catch (error) {
    process.stderr.write(`patchbay: ${(error as Error).message}\n`)
    process.exitCode = 1
  }
}

/** No errors: whoever checks is often not whoever runs it. */
async function missingSecrets(project: Project, file: string | undefined): Promise<string[]> {
  const names = secretNames(project)
  const secrets = await readSecrets([...names.keys()], file)
  return [...names].flatMap(([secret, user]) =>
    secrets.has(secret)
      ? []
      : [`${user}: warning: the secret "${secret}" has no value here. ${howToSet(secret)}\n`],
  )
}

/**
 * A slip in the code is found by the scan and by the compiler, each in its own words: of the same place in a file of services
 * the first to speak is enough. Elsewhere everything is told.
 */
function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter(({ at }) => {
    if (at.collection !== 'services' || at.line === undefined) return true
    const key = `${at.name}:${at.line}:${at.column}`
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}
