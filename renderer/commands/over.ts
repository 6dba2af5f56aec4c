/** What opens over the window. */
import { setView } from '../store/view.ts'
import { type Command, hasFlow } from './command.ts'

export const commandPalette: Command = {
  id: 'commandPalette',
  title: 'All commands',
  keys: ['Mod+Shift+P', 'F1'],
  group: 'View',
  hidden: true,
  isEnabled: () => true,
  run: () => setView({ over: 'commands' }),
}

export const quickOpen: Command = {
  id: 'quickOpen',
  title: 'Go to…',
  keys: ['Mod+K', 'Mod+P'],
  group: 'View',
  isEnabled: () => true,
  run: () => setView({ over: 'open' }),
}

export const find: Command = {
  id: 'find',
  title: 'Find in the flow',
  keys: ['Mod+F'],
  group: 'View',
  isEnabled: hasFlow,
  run: () => setView({ finding: true }),
}

export const showKeys: Command = {
  id: 'showKeys',
  title: 'Keyboard shortcuts',
  keys: ['Mod+K Mod+S', '?'],
  group: 'View',
  isEnabled: () => true,
  run: () => setView({ over: 'keys' }),
}
