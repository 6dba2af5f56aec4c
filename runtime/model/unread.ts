/** The files of a project that could not be read. */
import type { Problem } from './problem.ts'
import type { Project } from './project.ts'

export function unreadProblems(project: Project): Problem[] {
  return Object.values(project.unread ?? {}).map(({ problem }) => problem)
}
