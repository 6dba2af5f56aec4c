/** A channel whose plan or state was changed while the project runs: it runs as changed until it is changed itself. Pure. */
import type { ProjectObject } from '../../model/project.ts'
import type { Memory } from './record.ts'

export interface Amended {
  runs: ProjectObject
  /** The channel was changed since, so the amendment no longer holds. */
  isVoid: boolean
}

const common = new Set(['name', 'type', 'isActive', 'description', 'historyKeys'])

/** @param before What it gave last: the same object is given again while nothing changed. */
export function amended(
  saved: ProjectObject,
  { amendments }: Pick<Memory, 'amendments'>,
  before: { saved: ProjectObject; runs: ProjectObject } | undefined,
): Amended {
  const amendment = amendments.get(saved.name)
  if (!amendment) return { runs: saved, isVoid: false }
  if (amendment.base !== baseOf(saved)) return { runs: saved, isVoid: true }
  const { name, type, isActive, description, historyKeys } = saved
  const runs: ProjectObject = {
    name,
    type,
    isActive: amendment.isActive ?? isActive,
    ...(description === undefined ? {} : { description }),
    ...(historyKeys === undefined ? {} : { historyKeys }),
    ...amendment.values,
  }
  const isSame = before?.saved === saved && JSON.stringify(before.runs) === JSON.stringify(runs)
  return { runs: isSame ? before.runs : runs, isVoid: false }
}

export function baseOf(saved: ProjectObject): string {
  return JSON.stringify(saved)
}

/** The fields of its plan and rules. */
export function valuesOf(object: ProjectObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !common.has(key)))
}
