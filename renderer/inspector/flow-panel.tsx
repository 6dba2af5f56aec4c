/** Nothing is selected: the flow itself, and the settings of the project. */

import { Workflow } from 'lucide-react'
import { type Edit, edit } from '../../runtime/model/change.ts'
import type { Field } from '../../runtime/model/field.ts'
import { flowOf } from '../edits/flow.ts'
import { Fields } from '../forms/fields.tsx'
import { placeKey } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { currentProject, dispatch, useProject } from '../store/project.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { Head } from './head.tsx'
import { NameRow } from './name-row.tsx'

const descriptionField: Field = {
  kind: 'text',
  name: 'description',
  label: 'Description',
  help: 'For people.',
  multiline: true,
}

const projectFields: readonly Field[] = [
  {
    kind: 'text',
    name: 'name',
    label: 'Project name',
    help: 'Shown in the title of the window and in lists of projects.',
    required: true,
  },
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

const none: readonly never[] = []

export function FlowPanel({ flow }: { flow: string }) {
  const project = useProject((state) => state.project)
  const { nodes, links, description } = flowOf(project, flow)
  const problems = useProblems(
    ({ at }) => at[placeKey({ collection: 'project', name: 'patchbay' })] ?? none,
  )
  const { settings } = project
  if (!project.flows[flow]) return null
  return (
    <>
      <Head
        hue=""
        icon={<Workflow size={16} />}
        title={flow}
        kind={`Flow · ${countOf(nodes, 'node')}, ${countOf(links, 'link')}`}
      />
      <div className="inspector-body">
        <div className="fields">
          <NameRow collection="flows" name={flow} />
        </div>
        <Fields
          fields={[descriptionField]}
          values={{ description }}
          onChange={(values) => saveDescription(flow, values.description)}
        />
        <h2 className="overline section-title">Project</h2>
        <Fields
          fields={projectFields}
          values={{ name: settings.name, ...settings.http }}
          problems={problems}
          onChange={saveSettings}
        />
        <div className="fields buttons">
          <CommandButton id="deleteFlow" className="btn danger">
            Delete the flow
          </CommandButton>
        </div>
      </div>
    </>
  )
}

function countOf(all: object, word: string): string {
  const count = Object.keys(all).length
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function saveDescription(flow: string, description: unknown): void {
  const project = currentProject()
  const { description: _old, ...rest } = flowOf(project, flow)
  const after = typeof description === 'string' ? { ...rest, description } : rest
  dispatch({
    label: `Described ${flow}`,
    edits: [edit(project, 'flows', flow, after) as Edit],
  })
}

function saveSettings(values: Record<string, unknown>, field: Field): void {
  const project = currentProject()
  const { host = '127.0.0.1', port = 8080, name } = values
  const after = {
    ...project.settings,
    name: typeof name === 'string' ? name : project.settings.name,
    http: { host: String(host), port: Number(port) },
  }
  dispatch({
    label: `Changed ${field.label.toLowerCase()} of the project`,
    edits: [edit(project, 'project', 'patchbay', after) as Edit],
  })
}
