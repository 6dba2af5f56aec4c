import { setView } from '../store/view.ts'
import { type Command, hasProject } from './command.ts'

export const deployTo: Command = {
  id: 'deployTo',
  title: 'Deploy to server…',
  group: 'Runtime',
  isEnabled: (state) => hasProject(state) && state.live.connected,
  run: () => setView({ over: 'deploy-to' }),
}
