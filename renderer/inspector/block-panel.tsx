/** A block: its fields, and what it would make of a message that really passed. */
import { useMemo } from 'react'
import { blockOf } from '../../runtime/model/blocks.ts'
import type { Node } from '../../runtime/model/flow.ts'
import { editBlock } from '../edits/node.ts'
import { FormContext } from '../forms/context.ts'
import { Fields } from '../forms/fields.tsx'
import { placeKey } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { Docs } from './docs.tsx'
import { Head } from './head.tsx'
import { type NodeAt, NodeSection } from './node-section.tsx'
import { PreviewSection } from './preview-section.tsx'
import { useSampleMessage } from './sample-message.ts'
import { PropertyTabs } from './tabs.tsx'

const none: readonly never[] = []

export function BlockPanel({
  at,
  node,
  title,
}: {
  at: NodeAt
  node: Extract<Node, { kind: 'block' }>
  title: string
}) {
  const block = blockOf(node.type)
  const problems = useProblems(
    (all) => all.at[placeKey({ collection: 'flows', name: at.flow, node: at.id })] ?? none,
  )
  const sample = useSampleMessage(at)
  const place = useMemo(() => ({ name: title, message: sample.message }), [title, sample.message])
  if (!block) {
    return (
      <>
        <Head hue="block" icon="?" title={title} kind="Unknown block" />
        <div className="inspector-body">
          <p className="pane-note">This Patchbay has no block "{node.type}".</p>
        </div>
      </>
    )
  }
  return (
    <>
      <Head hue="block" icon={block.icon} title={title} kind={`${block.title} block`} />
      <PropertyTabs
        properties={
          <FormContext.Provider value={place}>
            <Fields
              fields={block.fields}
              values={node.config}
              problems={problems}
              prefix="config"
              onChange={(values, field) =>
                dispatch(
                  editBlock(currentProject(), at.flow, at.id, field.label.toLowerCase(), values),
                )
              }
            />
            <PreviewSection
              type={node.type}
              config={node.config}
              sample={sample}
              isSound={!problems.some(({ severity }) => severity === 'error')}
            />
            <NodeSection at={at} node={node} />
          </FormContext.Provider>
        }
        docs={<Docs title={block.title} help={block.help} fields={block.fields} />}
      />
    </>
  )
}
