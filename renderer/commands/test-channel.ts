import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { showDock } from '../store/view.ts'
import { sendTest } from '../testing/send.ts'
import { chooseChannel, focusForm, testable, testingStore } from '../testing/store.ts'
import { type Command, chosenNodes, hasProject, type State } from './command.ts'

/** Opens the form for the channel that is chosen; in the form itself it sends. */
export const testChannel: Command = {
  id: 'testChannel',
  title: 'Test the channel',
  keys: ['Mod+Enter'],
  group: 'Runtime',
  isEnabled: (state) => hasProject(state) && testable().length > 0,
  run(state) {
    const { channel } = testingStore.getState()
    if (channel !== undefined && document.activeElement?.closest('.test-pane')) {
      return sendTest(channel)
    }
    const name = chosenChannel(state) ?? known(channel) ?? testable()[0]
    if (name !== undefined) testChannelNamed(name)
    return undefined
  },
}

export function testChannelNamed(name: string): void {
  chooseChannel(name)
  showDock('test')
  focusForm()
}

/** The chosen node or object, where it is a channel that can be tested. */
function chosenChannel(state: State): string | undefined {
  const { project, selection } = state
  const [node] = chosenNodes(state).map((id) => project.flows[selection.flow ?? '']?.nodes[id])
  const name =
    node?.kind === 'channel'
      ? node.ref
      : selection.object?.collection === 'channels'
        ? selection.object.name
        : undefined
  const type = name === undefined ? undefined : project.channels[name]?.type
  return definitionOf(type ?? '')?.channel?.test ? name : undefined
}

function known(channel: string | undefined): string | undefined {
  return channel !== undefined && testable().includes(channel) ? channel : undefined
}
