/** What guards channels: which security definitions a channel names, and how each stands. Pure. */
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { type Field, namesIn } from '../../runtime/model/field.ts'
import type { Project, ProjectObject } from '../../runtime/model/project.ts'

/** The field of a channel of this type that names its guards; undefined: nobody calls it from outside. */
export function guardField(type: string): Field | undefined {
  return definitionOf(type)?.channel?.fields.find(
    (field) =>
      field.kind === 'reference' && field.collection === 'security' && field.to === 'guards',
  )
}

/** Names of security definitions, whether they are there or not. */
export function guardsOf(channel: ProjectObject): readonly string[] {
  const field = guardField(channel.type)
  return field ? namesIn(channel[field.name]) : []
}

export interface GuardWords {
  name: string
  /** `HTTP Basic, user erp`. */
  words: string
  /** It lets nobody in, for this reason. */
  trouble?: string
}

/** @param problemOf What the check says of a definition, if it is an error. */
export function guardWords(
  security: Project['security'],
  name: string,
  problemOf: (name: string) => string | undefined,
): GuardWords {
  const object = Object.hasOwn(security, name) ? security[name] : undefined
  const definition = object && definitionOf(object.type)
  if (!object) return { name, words: 'not there', trouble: `There is no definition "${name}".` }
  const words = [definition?.title ?? object.type, definition?.security?.summary(object)]
    .filter(Boolean)
    .join(', ')
  if (object.isActive === false) return { name, words, trouble: `"${name}" is switched off.` }
  const trouble = problemOf(name)
  return trouble === undefined ? { name, words } : { name, words, trouble }
}
