/**
 * All that is wrong with a project, as a list: never thrown, always complete, the same in the designer, on the command line
 * and in the runtime. The codes are in `problem-codes.ts`. Quick enough for every key pressed: what did not change since
 * the last time is not looked at again.
 */
import { type CheckOptions, checkProject } from './check-project.ts'
import { expressionTrouble } from './expression.ts'
import type { Problem } from './problem.ts'
import type { Project } from './project.ts'
import { scan } from './scan.ts'

const readers = { scan, expression: expressionTrouble }

export function check(project: Project, options: CheckOptions): Problem[] {
  return checkProject(project, options, readers)
}
