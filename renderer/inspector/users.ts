/** Who uses an object: nodes by flow, and lines of code. Pure. */
import type { Project } from '../../runtime/model/project.ts'
import type { Objects } from '../edits/object.ts'
import { titleOf } from '../edits/title.ts'
import type { Services } from '../store/services.ts'

export interface Users {
  nodes: { flow: string; node: string; title: string }[]
  lines: { service: string; path: string; line: number; column: number }[]
}

const kinds = { channels: 'channel', connections: 'outgoing', services: 'service' } as const

export function usersOf(
  project: Project,
  flows: readonly string[],
  services: Services,
  collection: Objects | 'services',
  name: string,
): Users {
  const nodes = flows.flatMap((flow) =>
    Object.entries(project.flows[flow]?.nodes ?? {})
      .filter(([, node]) => node.kind === kinds[collection] && 'ref' in node && node.ref === name)
      .map(([id, node]) => ({ flow, node: id, title: titleOf(node) })),
  )
  const wanted = collection === 'services' ? 'service' : 'outgoing'
  const lines =
    collection === 'channels'
      ? []
      : [...services.values()].flatMap(({ name: service, path, uses }) =>
          uses
            .filter((use) => use.kind === wanted && use.name === name)
            .map(({ line, column }) => ({ service, path, line, column })),
        )
  return { nodes, lines }
}
