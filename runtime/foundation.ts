/**
 * What an object rests on besides itself: the values of its secrets, and the shared connections and security definitions it
 * refers to with theirs.
 */

import type { Side } from './model/definition.ts'
import { namesIn } from './model/field.ts'
import { type Project, type ProjectObject, type SecretRef, secretKey } from './model/project.ts'
import { targetOf } from './model/references.ts'
import type { Secrets } from './specs.ts'
import { fieldsOf } from './specs.ts'

// A group that is, by mistake, its own member must not hang us; nothing honest is as deep.
const deepest = 4

/**
 * The same text for as long as nothing of it changed; empty for most objects. It holds values of secrets, so it is compared and
 * never written anywhere.
 */
export function foundationOf(
  side: Side,
  object: ProjectObject,
  project: Pick<Project, 'connections' | 'security'>,
  secrets: Secrets,
  depth = 0,
): string {
  let foundation = ''
  for (const field of fieldsOf(side, object.type)) {
    const value = object[field.name]
    if (field.kind === 'secret') {
      const key = value === undefined ? undefined : secretKey(value as SecretRef)
      if (key === undefined) continue
      // Why it is not there is told by whoever misses it.
      foundation += JSON.stringify([
        key,
        secrets.get(key) ?? secrets.troubleOf?.(key)?.code ?? null,
      ])
    } else if (field.kind === 'reference' && depth < deepest) {
      const target = targetOf(field)
      for (const name of namesIn(value)) {
        const referred = project[target][name]
        foundation += JSON.stringify(referred ?? null)
        if (referred) foundation += foundationOf(target, referred, project, secrets, depth + 1)
      }
    }
  }
  return foundation
}
