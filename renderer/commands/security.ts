/** Makes security definitions, one command for each kind. They stand on no flow, so their form is where they are seen. */
import { makeSecurity, type SecurityConnector, securityConnectors } from '../edits/security.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { focusField, selectObject } from '../store/selection.ts'
import { setView } from '../store/view.ts'
import { type Command, hasProject } from './command.ts'

/** Its name; nothing is shown of it yet. */
export function addSecurity(connector: SecurityConnector): string {
  const { change, name } = makeSecurity(currentProject(), connector)
  dispatch(change)
  return name
}

/** Its form, with the caret in the given field. */
export function showSecurity(name: string, field = ''): void {
  selectObject('security', name)
  setView({ showRight: true, inspector: 'properties' })
  focusField(field)
}

export const securityCommands: readonly Command[] = securityConnectors.map((connector) => ({
  id: `newSecurity:${connector.type}`,
  title: `New security definition: ${connector.title}`,
  group: 'Project',
  isEnabled: hasProject,
  run: () => showSecurity(addSecurity(connector), 'name'),
}))
