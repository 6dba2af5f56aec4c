/** An example of what a channel takes, from what the services it is linked to say of their input. Pure. */
import type { Project } from '../../runtime/model/project.ts'
import type { IoElement } from '../../runtime/model/service.ts'
import type { Services } from '../store/services.ts'

/** undefined: the first services behind the channel say nothing of what they take. */
export function sampleFor(project: Project, services: Services, channel: string): unknown {
  for (const flow of Object.values(project.flows)) {
    for (const { from, to } of Object.values(flow.links)) {
      const node = flow.nodes[from.node]
      const next = flow.nodes[to.node]
      if (node?.kind !== 'channel' || node.ref !== channel || next?.kind !== 'service') continue
      const input = services.get(next.ref)?.input ?? []
      if (input.length > 0) return sampleOf(input)
    }
  }
  return undefined
}

function sampleOf(elements: readonly IoElement[]): Record<string, unknown> {
  return Object.fromEntries(elements.map((element) => [element.name, valueFor(element)]))
}

const values: Readonly<Record<string, unknown>> = {
  int: 1,
  float: 1.5,
  decimal: '1.50',
  bool: true,
  date: '2026-01-31',
  datetime: '2026-01-31T12:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
  list: [],
  dict: {},
  dictlist: [{}],
  csv: 'a,b',
}

function valueFor({ type, name, elements }: IoElement): unknown {
  if (elements) return sampleOf(elements)
  const key = type.toLowerCase()
  return Object.hasOwn(values, key) ? values[key] : key === 'secret' ? '' : name
}
