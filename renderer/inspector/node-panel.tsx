/** One node of the flow: what it stands for, and what is the node's own. */
import { useMemo } from 'react'
import { titleOf } from '../edits/title.ts'
import { useProject } from '../store/project.ts'
import { servicesOf } from '../store/services.ts'
import { BlockPanel } from './block-panel.tsx'
import { ConnectorPanel } from './connector-panel.tsx'
import { ServicePanel } from './service-panel.tsx'

export function NodePanel({ flow, id }: { flow: string; id: string }) {
  const project = useProject((state) => state.project)
  const node = project.flows[flow]?.nodes[id]
  const at = useMemo(() => ({ flow, id }), [flow, id])
  if (!node) return null
  if (node.kind === 'block') return <BlockPanel at={at} node={node} title={titleOf(node)} />
  if (node.kind === 'service') {
    return <ServicePanel at={at} node={node} name={node.ref} services={servicesOf(project)} />
  }
  const collection = node.kind === 'channel' ? 'channels' : 'connections'
  return <ConnectorPanel at={at} node={node} collection={collection} name={node.ref} />
}
