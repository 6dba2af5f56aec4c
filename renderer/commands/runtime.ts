import { desktop } from '../desktop.ts'
import { deployNow, deployStore } from '../store/deploy.ts'
import { type Command, hasProject } from './command.ts'

export const deploy: Command = {
  id: 'deploy',
  title: 'Deploy',
  keys: ['Mod+Shift+D'],
  group: 'Runtime',
  isEnabled: (state) => hasProject(state) && state.live.connected,
  run: () => deployNow(),
}

export const toggleAutoDeploy: Command = {
  id: 'toggleAutoDeploy',
  title: 'Deploy every edit',
  group: 'Runtime',
  isEnabled: () => true,
  isOn: () => deployStore.getState().auto,
  async run() {
    await desktop().changeSettings({ autoDeploy: !deployStore.getState().auto })
  },
}

export const startRuntime: Command = {
  id: 'startRuntime',
  title: 'Start the runtime',
  group: 'Runtime',
  isEnabled: ({ live }) => live.runtime.state === 'stopped' || live.runtime.state === 'crashed',
  run: () => desktop().startRuntime(),
}

export const stopRuntime: Command = {
  id: 'stopRuntime',
  title: 'Stop the runtime',
  keys: ['Shift+F5'],
  group: 'Runtime',
  isEnabled: ({ live }) => live.runtime.state !== 'stopped',
  run: () => desktop().stopRuntime(),
}

export const restartRuntime: Command = {
  id: 'restartRuntime',
  title: 'Restart the runtime',
  group: 'Runtime',
  isEnabled: ({ live }) => live.runtime.state !== 'stopped',
  run: () => desktop().restartRuntime(),
}
