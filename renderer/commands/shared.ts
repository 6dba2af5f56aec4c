/** Makes what others are made on or refer to: a broker, a Vault. It stands on no flow, so its form is where it is seen. */
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { defaultOf, type Field } from '../../runtime/model/field.ts'
import { makeReferred, type Referred, referredOf, referredTypes } from '../edits/shared.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { focusField, selectObject } from '../store/selection.ts'
import { setView } from '../store/view.ts'
import { type Command, hasProject } from './command.ts'

/** Its name; nothing is shown of it yet. */
export function addReferred(referred: Referred): string {
  const { change, name } = makeReferred(currentProject(), referred)
  dispatch(change)
  return name
}

/** Its form, with the caret in the given field. */
export function showShared(name: string, field = ''): void {
  selectObject('connections', name)
  setView({ showRight: true, inspector: 'properties' })
  focusField(field)
}

/** What a new one cannot do without: where a broker is. */
export function firstLacking({ fields }: Referred): string {
  const lacks = (field: Field) => field.required === true && defaultOf(field) === undefined
  return fields.find(lacks)?.name ?? 'name'
}

export const sharedCommands: readonly Command[] = referredTypes.flatMap((type) => {
  const referred = referredOf(type)
  if (!referred) return []
  return {
    id: `new:${type}`,
    title: `New ${titleOf(type, referred)}`,
    group: 'Project',
    isEnabled: hasProject,
    run: () => showShared(addReferred(referred), 'name'),
  }
})

function titleOf(type: string, { word }: Referred): string {
  const definition = definitionOf(type)
  return definition?.shared ? definition.title : word
}
