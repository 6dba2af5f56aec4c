/** The flows of a project in the order of their tabs. */
import type { Project } from '../../runtime/model/project.ts'

export function flowNames(project: Project): string[] {
  return Object.keys(project.flows).sort((one, other) => one.localeCompare(other))
}
