/** A service: what its code says of itself. The code is the truth; only the name can be changed here. */
import { FileCode2 } from 'lucide-react'
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import type { Node } from '../../runtime/model/flow.ts'
import { placeText } from '../../runtime/model/place.ts'
import type { IoElement, ServiceInfo, Use } from '../../runtime/model/service.ts'
import { placeKey, useLive } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { openFile, reveal } from '../store/selection.ts'
import type { Services } from '../store/services.ts'
import { CodeWords } from '../ui/code-words.tsx'
import { CallersSection } from './callers-section.tsx'
import { Head } from './head.tsx'
import { NameRow } from './name-row.tsx'
import { type NodeAt, NodeSection } from './node-section.tsx'
import { PropertyTabs } from './tabs.tsx'
import { UsedBy } from './used-by.tsx'

export function ServicePanel({
  at,
  node,
  name,
  services,
}: {
  at?: NodeAt
  node?: Extract<Node, { kind: 'service' }>
  /** A service's name, or the path of its file. */
  name: string
  services: Services
}) {
  const service = services.get(name) ?? [...services.values()].find(({ path }) => path === name)
  const isBuiltIn = !service && name.startsWith('patchbay.')
  const kind = service
    ? `Service${service.namespace ? ` · ${service.namespace}` : ''}`
    : isBuiltIn
      ? 'Built-in service'
      : 'Missing service'
  return (
    <>
      <Head hue="service" icon="ƒ" title={service?.name ?? name} kind={kind} />
      <PropertyTabs
        properties={
          <>
            {service ? <Own service={service} /> : !isBuiltIn && <NoService name={name} />}
            {at && node && <NodeSection at={at} node={node} />}
            {(service || isBuiltIn) && (
              <CallersSection name={service?.name ?? name} services={services} />
            )}
            {service && <UsedBy collection="services" name={service.name} />}
          </>
        }
        docs={<ServiceDocs service={service} />}
      />
    </>
  )
}

function Own({ service }: { service: ServiceInfo }) {
  return (
    <>
      <Trouble path={service.path} />
      <div className="fields">
        <NameRow collection="services" name={service.name} />
        <div className="field">
          <div className="field-head">
            <span>File</span>
          </div>
          <button
            type="button"
            className="input as-button"
            onClick={() => openFile(service.path, service.line)}
          >
            <FileCode2 size={13} />
            <span className="cut grow">{service.path}</span>
            <span className="muted">open</span>
          </button>
        </div>
      </div>
      <Elements title="Input" elements={service.input} none="whatever arrives" />
      <Elements title="Output" elements={service.output} none="whatever it answers" />
      <Uses uses={service.uses} path={service.path} />
    </>
  )
}

const no: readonly never[] = []

/** What is wrong with the file, and what last went wrong in it, with the line. */
function Trouble({ path }: { path: string }) {
  const key = placeKey({ collection: 'services', name: path })
  const problems = useProblems(({ at }) => at[key] ?? no)
  const failure = useLive((live) => live.failures[key])
  const problem = problems.find(({ severity }) => severity === 'error') ?? problems[0]
  const shown = problem ?? failure
  if (!shown?.at) return null
  const { at } = shown
  return (
    <button
      type="button"
      className={`trouble ${problem && problem.severity !== 'error' ? 'warn' : ''}`}
      onClick={() => reveal(at)}
    >
      <b>{placeText(at)}</b>
      {shown.message}
    </button>
  )
}

function Elements({
  title,
  elements,
  none,
}: {
  title: string
  elements: readonly IoElement[]
  none: string
}) {
  return (
    <section aria-label={title}>
      <h2 className="overline section-title">{title}</h2>
      <div className="fields">
        {elements.map((element) => (
          <div key={element.name} className="input fixed">
            <span className="cut grow selectable">{element.name}</span>
            <span className="muted">
              {element.type}
              {element.required ? ' · required' : ''}
            </span>
          </div>
        ))}
        {elements.length === 0 && <p className="pane-none">{none}</p>}
      </div>
    </section>
  )
}

function Uses({ uses, path }: { uses: readonly Use[]; path: string }) {
  const seen = new Set<string>()
  const each = uses.filter((use) => {
    const key = `${use.kind} ${use.name}`
    return !seen.has(key) && seen.add(key)
  })
  return (
    <section aria-label="Uses">
      <h2 className="overline section-title">Uses</h2>
      <div className="fields">
        {each.map((use) => (
          <UseRow key={`${use.kind} ${use.name}`} use={use} path={path} />
        ))}
        {each.length === 0 && <p className="pane-none">no connection or other service</p>}
      </div>
    </section>
  )
}

function UseRow({ use, path }: { use: Use; path: string }) {
  const status = useLive((live) =>
    use.kind === 'outgoing'
      ? live.statuses[placeKey({ collection: 'connections', name: use.name })]?.state
      : undefined,
  )
  const kind = use.kind === 'outgoing' ? (definitionOf(use.type)?.title ?? use.type) : 'Service'
  const tone = status === 'ready' ? 'tone-ok' : status === 'failing' ? 'tone-err' : 'tone-warn'
  return (
    <button
      type="button"
      className="input as-button"
      title={`${path}:${use.line}`}
      onClick={() => openFile(path, use.line, use.column)}
    >
      <span className="cut grow">
        {kind} · {use.name}
      </span>
      {status && <span className={`badge ${tone}`}>{status}</span>}
    </button>
  )
}

function NoService({ name }: { name: string }) {
  return (
    <p className="pane-note">
      No file of the project has a service called "{name}". A class that extends Service gets this
      name by <code>static serviceName = '{name}'</code>.
    </p>
  )
}

function ServiceDocs({ service }: { service: ServiceInfo | undefined }) {
  if (!service?.doc) {
    return (
      <p className="pane-note">
        The comment above the class is its documentation: <code>{'/** ... */'}</code>
      </p>
    )
  }
  return (
    <p className="doc-text">
      <CodeWords>{service.doc}</CodeWords>
    </p>
  )
}
