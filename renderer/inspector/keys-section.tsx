/** What of a channel's payloads its messages are found by in the history. */
import type { Field } from '../../runtime/model/field.ts'
import type { Problem } from '../../runtime/model/problem.ts'
import type { ProjectObject } from '../../runtime/model/project.ts'
import { editObject } from '../edits/object.ts'
import { Fields } from '../forms/fields.tsx'
import { currentProject, dispatch } from '../store/project.ts'

const keysField: Field = {
  kind: 'list',
  name: 'historyKeys',
  label: 'Search keys',
  group: 'History',
  help: 'Up to eight paths of the payload, one a line: order_id, customer.id, lines.sku. Messages of this channel are found by their values: type order_id:8812 into the filter of Messages. Messages from before have none.',
  placeholder: 'order_id',
}

export function KeysSection({
  channel,
  problems,
}: {
  channel: ProjectObject
  problems: readonly Problem[]
}) {
  return (
    <Fields
      fields={[keysField]}
      values={channel.historyKeys ? { historyKeys: channel.historyKeys } : {}}
      problems={problems}
      onChange={({ historyKeys }) => {
        const { historyKeys: _before, ...rest } = channel
        const next = Array.isArray(historyKeys) ? { ...rest, historyKeys } : rest
        dispatch(editObject(currentProject(), 'channels', channel.name, 'search keys', next))
      }}
    />
  )
}
