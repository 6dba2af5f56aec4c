/** A small project for tests: objects as given, one flow with each channel linked to a service. */
import type { Link, Node } from '../../runtime/model/flow.ts'
import { emptyProject, type Project, type ProjectObject } from '../../runtime/model/project.ts'

export interface SmallProject {
  channels?: ({ name: string; type: string } & Record<string, unknown>)[]
  connections?: ({ name: string; type: string } & Record<string, unknown>)[]
  /** By path. */
  services?: Record<string, string>
  /** Channel to service, by name. */
  links?: [string, string][]
}

export function projectOf({
  channels = [],
  connections = [],
  services = {},
  links = [],
}: SmallProject): Project {
  const nodes: Record<string, Node> = {}
  const linked: Record<string, Link> = {}
  for (const [index, [channel, service]] of links.entries()) {
    nodes[`c${index}`] = { kind: 'channel', ref: channel }
    nodes[`s${index}`] = { kind: 'service', ref: service }
    linked[`l${index}`] = {
      from: { node: `c${index}`, port: 'out' },
      to: { node: `s${index}`, port: 'in' },
    }
  }
  return {
    ...emptyProject('Small', 'small'),
    channels: byName(channels),
    connections: byName(connections),
    services: Object.fromEntries(
      Object.entries(services).map(([path, source]) => [path, { path, source }]),
    ),
    flows: links.length === 0 ? {} : { main: { name: 'main', nodes, links: linked } },
  }
}

function byName(objects: readonly { name: string; type: string }[]): Record<string, ProjectObject> {
  return Object.fromEntries(objects.map((object) => [object.name, { isActive: true, ...object }]))
}
