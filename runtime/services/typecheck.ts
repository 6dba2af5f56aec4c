/** Type-checks the services of a project as an editor would. */
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'

export async function typecheck(_folder: string, _project: Project): Promise<Problem[]> {
  return []
}
