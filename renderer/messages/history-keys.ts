/** The keys that the project's channels declare: what of their payloads messages are found by. Pure. */
import type { Project } from '../../runtime/model/project.ts'

const known = new WeakMap<Project['channels'], readonly string[]>()

/** Each once, in the order of the alphabet; the same list for the same channels. */
export function historyKeysOf({ channels }: Pick<Project, 'channels'>): readonly string[] {
  let keys = known.get(channels)
  if (!keys) {
    keys = [
      ...new Set(Object.values(channels).flatMap(({ historyKeys = [] }) => historyKeys)),
    ].sort()
    known.set(channels, keys)
  }
  return keys
}
