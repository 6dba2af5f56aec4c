/** Makes what channels and connections are made on: a broker. It stands on no flow, so its form is where it is seen. */
import { defaultOf, type Field } from '../../runtime/model/field.ts'
import { makeShared, type SharedConnector, sharedConnectors } from '../edits/shared.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { focusField, selectObject } from '../store/selection.ts'
import { setView } from '../store/view.ts'
import { type Command, hasProject } from './command.ts'

/** Its name; nothing is shown of it yet. */
export function addShared(connector: SharedConnector): string {
  const { change, name } = makeShared(currentProject(), connector)
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
export function firstLacking({ shared }: SharedConnector): string {
  const lacks = (field: Field) => field.required === true && defaultOf(field) === undefined
  return shared.fields.find(lacks)?.name ?? 'name'
}

export const sharedCommands: readonly Command[] = sharedConnectors.map((connector) => ({
  id: `new:${connector.type}`,
  title: `New ${connector.title}`,
  group: 'Project',
  isEnabled: hasProject,
  run: () => showShared(addShared(connector), 'name'),
}))
