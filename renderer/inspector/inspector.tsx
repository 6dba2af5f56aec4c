/** The right pane: whatever is selected, as a form. Escape goes back to the drawing. */
import type { KeyboardEvent, ReactNode } from 'react'
import { focusCanvas } from '../canvas/handle.ts'
import { ghostRef } from '../canvas/uses.ts'
import { layoutOf } from '../edits/flow.ts'
import { isFrame } from '../edits/frames.ts'
import { useProject } from '../store/project.ts'
import { useSelection } from '../store/selection.ts'
import { FlowPanel } from './flow-panel.tsx'
import { FramePanel } from './frame-panel.tsx'
import { LinkPanel } from './link-panel.tsx'
import { NodePanel } from './node-panel.tsx'
import { ObjectPanel } from './object-panel.tsx'
import { SeveralPanel } from './several-panel.tsx'

export function Inspector() {
  return (
    <aside className="pane inspector" aria-label="Properties" onKeyDown={leave}>
      <Chosen />
    </aside>
  )
}

/** A field that was typed in takes the first Escape for itself, and so does a list that is open. */
function leave(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  event.preventDefault()
  focusCanvas()
}

function Chosen(): ReactNode {
  const { flow, nodes, links, object } = useSelection((selection) => selection)
  const project = useProject((state) => state.project)
  if (object) return <ObjectPanel key={`${object.collection}/${object.name}`} object={object} />
  if (flow === undefined) return null
  const [node] = nodes
  if (nodes.length + links.length > 1)
    return <SeveralPanel flow={flow} nodes={nodes} links={links} />
  if (node !== undefined) {
    const ghost = ghostRef(node)
    if (ghost) {
      const collection = ghost.kind === 'outgoing' ? 'connections' : 'services'
      return <ObjectPanel key={node} object={{ collection, name: ghost.ref }} />
    }
    if (isFrame(layoutOf(project, flow), node)) {
      return <FramePanel key={`${flow}/${node}`} flow={flow} id={node} />
    }
    if (!project.flows[flow]?.nodes[node]) return <FlowPanel flow={flow} />
    return <NodePanel key={`${flow}/${node}`} flow={flow} id={node} />
  }
  const [link] = links
  if (link !== undefined) return <LinkPanel flow={flow} id={link} />
  return <FlowPanel key={flow} flow={flow} />
}
