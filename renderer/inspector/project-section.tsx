/** The settings of the project: its name, where and how its HTTP channels listen, how much of its messages is kept. */
import { useState } from 'react'
import { type Edit, edit } from '../../runtime/model/change.ts'
import type { Field } from '../../runtime/model/field.ts'
import { defaultHistory } from '../../runtime/model/history.ts'
import type { Settings, TlsSettings } from '../../runtime/model/project.ts'
import { FormContext } from '../forms/context.ts'
import { Fields } from '../forms/fields.tsx'
import { placeKey } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { currentProject, dispatch, useProject } from '../store/project.ts'
import { Switch } from '../ui/switch.tsx'

const nameField: Field = {
  kind: 'text',
  name: 'name',
  label: 'Project name',
  help: 'Shown in the title of the window and in lists of projects.',
  required: true,
}

const addressFields: readonly Field[] = [
  {
    kind: 'text',
    name: 'host',
    label: 'Listens at',
    help: '127.0.0.1: only programs on this machine. 0.0.0.0: everyone who can reach it.',
    default: '127.0.0.1',
    required: true,
    pattern: { source: '[^\\s/:]+', message: 'must be an address or a host name' },
  },
  {
    kind: 'number',
    name: 'port',
    label: 'Port',
    help: 'One for all HTTP channels. 0: any free one, told in the address of each channel.',
    default: 8080,
    min: 0,
    max: 65_535,
    integer: true,
  },
]

const tlsFields: readonly Field[] = [
  {
    kind: 'text',
    name: 'certificate',
    label: 'Certificate',
    help: 'PEM text, or the path of a file of it from the project’s folder: the certificate, then those that lead to its CA.',
    placeholder: 'certificates/server.pem, or -----BEGIN CERTIFICATE-----',
    multiline: true,
    required: true,
  },
  {
    kind: 'secret',
    name: 'key',
    label: 'Key',
    help: 'The private key of the certificate as PEM text, kept outside the project.',
    required: true,
  },
  {
    kind: 'text',
    name: 'clientCa',
    label: 'CAs of callers',
    help: 'PEM text or a path. Callers are asked for a certificate of one of these CAs; one without is served all the same, unless a channel’s security definition wants one. Left empty, nobody is asked.',
    placeholder: '-----BEGIN CERTIFICATE-----',
    multiline: true,
  },
]

const historyFields: readonly Field[] = [
  {
    kind: 'number',
    name: 'megabytes',
    label: 'Keep at most',
    help: 'On disk, outside of the project. What is over goes, the oldest first, and messages that failed last.',
    default: defaultHistory.megabytes,
    min: 1,
    max: 1_000_000,
    integer: true,
    unit: 'MiB',
  },
  {
    kind: 'number',
    name: 'days',
    label: 'Keep for',
    help: 'Older messages are forgotten, failed ones too.',
    default: defaultHistory.days,
    min: 1,
    max: 3650,
    integer: true,
    unit: 'days',
  },
]

/** Under which the key of the certificate is kept. */
const keyRef = { secret: 'http.tls.key' } as const

const none: readonly never[] = []

export function ProjectSection() {
  const settings = useProject(({ project }) => project.settings)
  const problems = useProblems(
    ({ at }) => at[placeKey({ collection: 'project', name: 'patchbay' })] ?? none,
  )
  const { http } = settings
  return (
    <>
      <Fields
        fields={[nameField]}
        values={{ name: settings.name }}
        problems={problems}
        onChange={({ name }) => {
          if (typeof name === 'string') save('name', { name })
        }}
      />
      <h2 className="overline section-title">HTTP channels</h2>
      <Fields
        fields={addressFields}
        values={{ host: http.host, port: http.port }}
        problems={problems}
        onChange={({ host = '127.0.0.1', port = 8080 }, field) =>
          save(field.label.toLowerCase(), {
            http: { ...http, host: String(host), port: Number(port) },
          })
        }
      />
      <Tls http={http} problems={problems} />
      <h2 className="overline section-title">History of messages</h2>
      <Fields
        fields={historyFields}
        values={{ ...settings.history }}
        problems={problems}
        prefix="history"
        onChange={(values, field) => {
          const history = { ...defaultHistory, ...values }
          const isUsual = JSON.stringify(history) === JSON.stringify(defaultHistory)
          save(field.label.toLowerCase(), { history: isUsual ? undefined : history })
        }}
      />
    </>
  )
}

/** Nothing is saved before there is a certificate: settings without one could not be read again. */
function Tls({ http, problems }: { http: Settings['http']; problems: Problems }) {
  const [isWanted, setWanted] = useState(false)
  const isOn = http.tls !== undefined
  const change = (tls: TlsSettings | undefined) => {
    const { tls: _before, ...plain } = http
    save('TLS', { http: tls ? { ...plain, tls } : plain })
  }
  return (
    <section aria-label="TLS" className="project-tls">
      <div className="field field-bool">
        <div className="field-head">
          <label htmlFor="project-tls">TLS (https)</label>
        </div>
        <Switch
          id="project-tls"
          isOn={isOn || isWanted}
          onChange={(next) => {
            setWanted(next)
            if (!next && isOn) change(undefined)
          }}
        />
      </div>
      {isOn || isWanted ? (
        <FormContext.Provider value={tlsPlace}>
          <Fields
            fields={tlsFields}
            values={{ key: keyRef, ...http.tls }}
            problems={problems}
            prefix="http.tls"
            onChange={({ certificate, clientCa }) => {
              if (typeof certificate !== 'string') return
              const ca = typeof clientCa === 'string' ? { clientCa } : {}
              change({ certificate, key: http.tls?.key ?? keyRef, ...ca })
            }}
          />
          {!isOn && <p className="field-help warn">Off until there is a certificate.</p>}
        </FormContext.Provider>
      ) : (
        <p className="field-help">Off: what callers send, passwords too, can be read on the way.</p>
      )}
    </section>
  )
}

type Problems = Parameters<typeof Fields>[0]['problems'] & object

const tlsPlace = { name: 'http.tls', message: undefined }

function save(what: string, change: { [K in keyof Settings]?: Settings[K] | undefined }): void {
  const project = currentProject()
  dispatch({
    label: `Changed ${what} of the project`,
    edits: [edit(project, 'project', 'patchbay', { ...project.settings, ...change }) as Edit],
  })
}
