/**
 * Where in a project something is: what problems, failures and statuses point at.
 * A place is plain data; it survives every border.
 */

/** The folders of a project that hold objects. `project` is patchbay.json itself. */
export type Collection =
  | 'project'
  | 'channels'
  | 'connections'
  | 'security'
  | 'jobs'
  | 'flows'
  | 'layouts'
  | 'services'
  | 'tests'

export interface Place {
  collection: Collection
  /** The object's name; for `services` the path of the file, `services/store.ts`. */
  name: string
  /** A node or link of a flow, by id. */
  node?: string
  link?: string
  /** A field of the object, dotted: `settings.corsOrigins`. */
  field?: string
  /** 1-based, as editors count. */
  line?: number
  column?: number
  /** Where in the text of `field`, in characters from its beginning: of an expression. */
  offset?: number
  /** The file, when it is not where the object's name says: one that could not be read. */
  path?: string
}

/** One line of text for people and logs: `services/store.ts:13:5`, `flows/Store, node n3`. */
export function placeText(place: Place): string {
  const file = place.collection === 'services' ? place.name : `${place.collection}/${place.name}`
  const line =
    place.line === undefined
      ? ''
      : `:${place.line}${place.column === undefined ? '' : `:${place.column}`}`
  const node = place.node === undefined ? '' : `, node ${place.node}`
  const field = place.field === undefined ? '' : `, field ${place.field}`
  return `${file}${line}${node}${field}`
}
