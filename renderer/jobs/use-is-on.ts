import type { JobView } from '../../runtime/model/job.ts'
import { useProject } from '../store/project.ts'

/** Is the job meant to run? Of a channel the project says; of another one whether it has runs ahead. */
export function useIsOn({ source, name, isActive }: JobView): boolean {
  const saved = useProject(({ project }) => project.channels[name]?.isActive)
  return source === 'channel' ? saved !== false : isActive
}
