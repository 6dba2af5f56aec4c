/** Makes and removes links. Whether a link may be made is `model/rules.ts`'s business and was asked before. Pure. */
import type { Change } from '../../runtime/model/change.ts'
import type { End } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { editFlow, flowOf, without } from './flow.ts'
import { freeId } from './ids.ts'
import { nodeTitle } from './title.ts'

export function linkNodes(project: Project, name: string, from: End, to: End): Change {
  const flow = flowOf(project, name)
  const label = `Linked ${nodeTitle(project, name, from.node)} to ${nodeTitle(project, name, to.node)}`
  return editFlow(project, name, label, {
    flow: { ...flow, links: { ...flow.links, [freeId('l', flow.links)]: { from, to } } },
  })
}

/** The link's end is dragged elsewhere: one step, the link keeps its id. */
export function relink(project: Project, name: string, link: string, from: End, to: End): Change {
  const flow = flowOf(project, name)
  const label = `Linked ${nodeTitle(project, name, from.node)} to ${nodeTitle(project, name, to.node)}`
  return editFlow(project, name, label, {
    flow: { ...flow, links: { ...flow.links, [link]: { from, to } } },
  })
}

/** Where messages come into a node that is put into a link, and where they leave it. */
export interface Through {
  in: string
  out: string
}

/** The node is put into the middle of a link: the link's first half ends there and a new one goes on. */
export function splice(
  project: Project,
  name: string,
  link: string,
  node: string,
  through: Through = { in: 'in', out: 'out' },
): Change {
  const flow = flowOf(project, name)
  const old = flow.links[link]
  if (!old) return { label: 'Spliced nothing', edits: [] }
  const links = {
    ...flow.links,
    [link]: { from: old.from, to: { node, port: through.in } },
    [freeId('l', flow.links)]: { from: { node, port: through.out }, to: old.to },
  }
  return editFlow(project, name, `Put ${nodeTitle(project, name, node)} into a link`, {
    flow: { ...flow, links },
  })
}

export function unlink(project: Project, name: string, ids: readonly string[]): Change {
  const flow = flowOf(project, name)
  const gone = new Set(ids.filter((id) => Object.hasOwn(flow.links, id)))
  if (gone.size === 0) return { label: 'Removed nothing', edits: [] }
  const label = gone.size === 1 ? 'Removed a link' : `Removed ${gone.size} links`
  return editFlow(project, name, label, { flow: { ...flow, links: without(flow.links, gone) } })
}
