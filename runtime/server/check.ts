/** `patchbay check`: all that is wrong with a project, one line a problem; exit status 1 when any of it is an error. */

import { definitions } from '../connectors/definitions.ts'
import { blocks } from '../model/blocks.ts'
import { check as checkProject } from '../model/check.ts'
import type { Problem } from '../model/problem.ts'
import { projectTypings } from '../model/typings.ts'
import { typecheck } from '../services/typecheck.ts'
import { openFolder } from './open.ts'
import { problemLine } from './words.ts'

export async function check(path: string, options: { types: boolean }): Promise<void> {
  try {
    const { folder, project } = await openFolder(path)
    const found: Problem[] = checkProject(project, { connectors: definitions, blocks })
    if (options.types) {
      const typings = projectTypings(project, definitions)
      found.push(...(await typecheck(folder, project.services, typings)))
    }
    const told = unique(found)
    for (const problem of told) process.stdout.write(`${problemLine(problem, project, folder)}\n`)
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
