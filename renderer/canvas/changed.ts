/** What is another than when the project was opened, by the history. */
import type { Change } from '../../runtime/model/change.ts'
import type { Project } from '../../runtime/model/project.ts'
import type { History } from '../store/history.ts'

/** @returns Whether a node of the flow, or what it stands for (`channels/Store`, `services/a.ts`), was changed. */
export function changedSince(
  { past }: History,
  project: Project,
  flow: string,
): (node: string, object: string | undefined) => boolean {
  const first = new Map<string, Change['edits'][number]>()
  for (const { change } of past) {
    for (const edit of change.edits) {
      // The key of a service is its path, which names its collection already.
      const key = edit.collection === 'services' ? edit.key : `${edit.collection}/${edit.key}`
      if (!first.has(key)) first.set(key, edit)
    }
  }
  const was = first.get(`flows/${flow}`)
  const before = was?.collection === 'flows' ? was.before : undefined
  const isOther = (key: string) => {
    const edit = first.get(key)
    if (!edit) return false
    const named = project[edit.collection as 'channels'] as Readonly<Record<string, unknown>>
    return named[edit.key] !== edit.before
  }
  return (node, object) =>
    (was !== undefined &&
      (before as Project['flows'][string] | undefined)?.nodes[node] !==
        project.flows[flow]?.nodes[node]) ||
    (object !== undefined && isOther(object))
}
