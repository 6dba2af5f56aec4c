/** Nothing is selected: the flow itself, and the settings of the project. */

import { Workflow } from 'lucide-react'
import { type Edit, edit } from '../../runtime/model/change.ts'
import type { Field } from '../../runtime/model/field.ts'
import { flowOf } from '../edits/flow.ts'
import { Fields } from '../forms/fields.tsx'
import { currentProject, dispatch, useProject } from '../store/project.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { Head } from './head.tsx'
import { NameRow } from './name-row.tsx'
import { ProjectSection } from './project-section.tsx'

const descriptionField: Field = {
  kind: 'text',
  name: 'description',
  label: 'Description',
  help: 'For people.',
  multiline: true,
}

export function FlowPanel({ flow }: { flow: string }) {
  const project = useProject((state) => state.project)
  const { nodes, links, description } = flowOf(project, flow)
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
        <ProjectSection />
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
