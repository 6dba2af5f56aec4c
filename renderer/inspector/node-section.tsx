/** What is a node's own, whatever it stands for: label, timeout, retries, note, on or off. Folded until it is asked for. */
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Field } from '../../runtime/model/field.ts'
import type { Node } from '../../runtime/model/flow.ts'
import { editNode } from '../edits/node.ts'
import { Fields } from '../forms/fields.tsx'
import { placeKey } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { fromRetryValues, retryFields, toRetryValues } from './retry-fields.ts'

export interface NodeAt {
  flow: string
  id: string
}

const labelField: Field = {
  kind: 'text',
  name: 'label',
  label: 'Label',
  help: 'Shown on the canvas instead of the name.',
}

const noteField: Field = {
  kind: 'text',
  name: 'note',
  label: 'Note',
  help: 'For people; shown on the canvas as a small sign.',
  multiline: true,
}

const timeoutField: Field = {
  kind: 'number',
  name: 'timeout',
  label: 'Timeout',
  help: 'How long this node may take; never more than what the exchange has left.',
  min: 1,
  max: 86_400_000,
  integer: true,
  unit: 'ms',
}

const disabledField: Field = {
  kind: 'bool',
  name: 'disabled',
  label: 'Disabled',
  help: 'A node that is off is passed over: what arrives goes on unchanged.',
  default: false,
}

const none: readonly never[] = []

export function NodeSection({ at, node }: { at: NodeAt; node: Node }) {
  const [isOpen, setOpen] = useState(false)
  const problems = useProblems(
    (all) => all.at[placeKey({ collection: 'flows', name: at.flow, node: at.id })] ?? none,
  )
  const fields =
    node.kind === 'channel'
      ? [labelField, noteField, disabledField]
      : [labelField, noteField, disabledField, timeoutField]
  const { label, note, timeout, disabled, retry } = node
  const isChanged = [label, note, timeout, disabled, retry].some((value) => value !== undefined)
  const save = (what: string, keys: Record<string, unknown>) =>
    dispatch(editNode(currentProject(), at.flow, at.id, what, keys))
  return (
    <>
      <button
        type="button"
        className="fold"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight size={13} />
        On this flow
        {isChanged && !isOpen && <span className="muted">changed</span>}
      </button>
      {isOpen && (
        <>
          <Fields
            fields={fields}
            values={{ label, note, timeout, disabled }}
            problems={problems}
            onChange={(values, field) =>
              save(field.label.toLowerCase(), { [field.name]: values[field.name] })
            }
          />
          {node.kind !== 'channel' && (
            <Fields
              fields={retryFields}
              values={toRetryValues(retry)}
              problems={problems}
              prefix="retry"
              onChange={(values) => save('the retries', { retry: fromRetryValues(values) })}
            />
          )}
        </>
      )}
    </>
  )
}
