/** An object chosen in the explorer, on a flow or not. */
import type { Collection } from '../../runtime/model/place.ts'
import { useProject } from '../store/project.ts'
import { servicesOf } from '../store/services.ts'
import { ConnectorPanel } from './connector-panel.tsx'
import { ProjectPanel } from './project-panel.tsx'
import { ServicePanel } from './service-panel.tsx'
import { TestPanel } from './test-panel.tsx'

export function ObjectPanel({ object }: { object: { collection: Collection; name: string } }) {
  const project = useProject((state) => state.project)
  const { collection, name } = object
  if (collection === 'channels' || collection === 'connections' || collection === 'security') {
    return <ConnectorPanel collection={collection} name={name} />
  }
  if (collection === 'project') return <ProjectPanel />
  if (collection === 'services') {
    return <ServicePanel name={name} services={servicesOf(project)} />
  }
  if (collection === 'tests') return <TestPanel name={name} />
  return null
}
