/** Where an object is on a flow, which services name it, and what is made on it. */

import type { Objects } from '../edits/object.ts'
import { flowNames } from '../store/flows.ts'
import { useProject } from '../store/project.ts'
import { openFile, reveal } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { usersOf } from './users.ts'

export function UsedBy({ collection, name }: { collection: Objects | 'services'; name: string }) {
  const project = useProject((state) => state.project)
  const { objects, nodes, lines } = usersOf(
    project,
    flowNames(project),
    servicesOf(project),
    collection,
    name,
  )
  return (
    <section aria-label="Used by">
      <h2 className="overline section-title">Used by</h2>
      <div className="fields">
        {objects.map((object) => (
          <button
            key={`${object.collection}/${object.name}`}
            type="button"
            className="input as-button"
            onClick={() => reveal({ collection: object.collection, name: object.name })}
          >
            <span className="cut grow">{object.name}</span>
            <span className="muted cut">{object.kind}</span>
          </button>
        ))}
        {nodes.map(({ flow, node, title }) => (
          <button
            key={`${flow}/${node}`}
            type="button"
            className="input as-button"
            onClick={() => reveal({ collection: 'flows', name: flow, node })}
          >
            <span className="cut grow">{flow}</span>
            <span className="muted cut">{title}</span>
          </button>
        ))}
        {lines.map(({ service, path, line, column }) => (
          <button
            key={`${path}:${line}:${column}`}
            type="button"
            className="input as-button"
            onClick={() => openFile(path, line, column)}
          >
            <span className="cut grow">{service}</span>
            <span className="muted">
              {path}:{line}
            </span>
          </button>
        ))}
        {objects.length + nodes.length + lines.length === 0 && <p className="pane-none">nothing</p>}
      </div>
    </section>
  )
}
