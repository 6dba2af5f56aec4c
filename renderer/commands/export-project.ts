import { setView } from '../store/view.ts'
import { type Command, hasProject } from './command.ts'

export const exportProject: Command = {
  id: 'exportProject',
  title: 'Export…',
  group: 'Project',
  isEnabled: hasProject,
  run: () => setView({ over: 'export' }),
}
