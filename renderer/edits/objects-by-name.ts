/** Renames and removes what has a name, from wherever it was asked. What follows a name is `model/names.ts`'s business. */
import { type Edit, edit } from '../../runtime/model/change.ts'
import { nameTrouble } from '../../runtime/model/name.ts'
import type { Collection } from '../../runtime/model/place.ts'

export type Renamable = 'channels' | 'connections' | 'flows' | 'services'

import type { Change } from '../../runtime/model/change.ts'
import type { Project } from '../../runtime/model/project.ts'
export function removeObject(project: Project, collection: Collection, name: string): Change {
  return { label: `Deleted ${name}`, edits: [edit(project, collection, name, undefined) as Edit] }
}
export function renameObject(_collection: Collection, _name: string, _to: string): void {}
export function renameTrouble(_collection: Collection, _name: string, to: string) {
  return nameTrouble(to)
}
