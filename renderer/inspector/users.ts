/** Who uses an object: what is made on it, nodes by flow, and lines of code. Pure. */
import { definitionOf, definitions } from '../../runtime/connectors/definitions.ts'
import type { Project } from '../../runtime/model/project.ts'
import { type Reference, referencesTo } from '../../runtime/model/references.ts'
import type { Objects } from '../edits/object.ts'
import { titleOf } from '../edits/title.ts'
import type { Services } from '../store/services.ts'

export interface Users {
  /** What is made on a shared connection, or guarded or signed by a security definition. */
  objects: { collection: Reference['side']; name: string; kind: string }[]
  nodes: { flow: string; node: string; title: string }[]
  lines: { service: string; path: string; line: number; column: number }[]
}

const kinds = {
  channels: 'channel',
  connections: 'outgoing',
  services: 'service',
  security: undefined,
} as const

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
    collection === 'channels' || collection === 'security'
      ? []
      : [...services.values()].flatMap(({ name: service, path, uses }) =>
          uses
            .filter((use) => use.kind === wanted && use.name === name)
            .map(({ line, column }) => ({ service, path, line, column })),
        )
  const objects = (
    collection === 'connections' || collection === 'security'
      ? referencesTo(project, name, definitions, collection)
      : []
  ).map(({ side, object }) => ({
    collection: side,
    name: object.name,
    kind: kindOf(side, object.type),
  }))
  return { objects, nodes, lines }
}

/** `AMQP channel`; what is of neither side is called by its title alone. */
function kindOf(side: Reference['side'], type: string): string {
  const title = definitionOf(type)?.title ?? type
  if (side === 'channels') return `${title} channel`
  return side === 'connections' ? `${title} connection` : title
}
