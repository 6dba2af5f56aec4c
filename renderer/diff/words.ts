/** What the collections and fields of a difference are called for people. */
import { definitions } from '../../runtime/connectors/definitions.ts'
import type { Difference } from '../../runtime/model/compare.ts'
import type { Collection } from '../../runtime/model/place.ts'
import type { Project } from '../../runtime/model/project.ts'
import { titleOf } from '../edits/title.ts'

export const collectionWords: Readonly<Record<Collection, string>> = {
  project: 'Project',
  flows: 'Flows',
  services: 'Services',
  channels: 'Channels',
  connections: 'Connections',
  security: 'Security',
  tests: 'Tests',
  jobs: 'Jobs',
  layouts: 'Layout',
}

/** `Timeout`, or `Store › path`: fields by their labels, nodes by their titles. */
export function pathWords(
  difference: Difference,
  path: readonly string[],
  before: Project,
  after: Project,
): string {
  const { collection, key } = difference
  const [first = '', second, ...rest] = path
  const isDrawn = collection === 'flows' || collection === 'layouts'
  if (isDrawn && second !== undefined && (first === 'nodes' || first === 'links')) {
    const words = first === 'nodes' ? nodeWords(key, second, before, after) : linkWords()
    return [words, ...rest].join(' › ')
  }
  return [labelOf(difference, first), ...path.slice(1)].join(' › ')

  function linkWords(): string {
    const link = after.flows[key]?.links[second ?? ''] ?? before.flows[key]?.links[second ?? '']
    if (!link) return `link ${second}`
    const [from, to] = [link.from, link.to].map(({ node }) => nodeWords(key, node, before, after))
    return `${from} → ${to}`
  }
}

function nodeWords(flow: string, id: string, before: Project, after: Project): string {
  const node = after.flows[flow]?.nodes[id] ?? before.flows[flow]?.nodes[id]
  return node ? titleOf(node) : id
}

function labelOf({ before, after }: Difference, field: string): string {
  const object = after ?? before
  const type = object && 'type' in object ? object.type : undefined
  const definition = definitions.find((each) => each.type === type)
  const fields = [
    ...(definition?.channel?.fields ?? []),
    ...(definition?.outgoing?.fields ?? []),
    ...(definition?.security?.fields ?? []),
  ]
  return fields.find(({ name }) => name === field)?.label ?? field
}
