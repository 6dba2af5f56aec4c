/** What an object rests on besides itself: the values of its secrets, and the shared connections it refers to with theirs. */

import type { Project, ProjectObject } from './model/project.ts'
import type { Secrets } from './specs.ts'
import { fieldsOf } from './specs.ts'

/**
 * The same text for as long as nothing of it changed; empty for most objects. It holds values of secrets, so it is compared and
 * never written anywhere.
 */
export function foundationOf(
  side: 'channels' | 'connections',
  object: ProjectObject,
  connections: Project['connections'],
  secrets: Secrets,
): string {
  let foundation = ''
  for (const field of fieldsOf(side, object.type)) {
    const value = object[field.name]
    if (field.kind === 'secret') {
      const name = (value as { secret?: string } | undefined)?.secret
      if (name !== undefined) foundation += JSON.stringify([name, secrets.get(name) ?? null])
    } else if (field.kind === 'reference') {
      const shared = connections[String(value)]
      if (!shared) continue
      foundation += JSON.stringify(shared)
      foundation += foundationOf('connections', shared, connections, secrets)
    }
  }
  return foundation
}
