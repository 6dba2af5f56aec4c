import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { runNow } from '../jobs/job-acts.ts'
import { type Command, chosenNodes, type State } from './command.ts'

/** The job that the chosen node or object is. */
function chosenJob(state: State): string | undefined {
  const { project, selection } = state
  const [id] = chosenNodes(state)
  const node = project.flows[selection.flow ?? '']?.nodes[id ?? '']
  const { object } = selection
  const name =
    node?.kind === 'channel' ? node.ref : object?.collection === 'channels' ? object.name : ''
  return definitionOf(project.channels[name]?.type ?? '')?.channel?.isJob ? name : undefined
}

export const runJob: Command = {
  id: 'runJob',
  title: 'Run the job now',
  group: 'Runtime',
  isEnabled: (state) => state.live.connected && chosenJob(state) !== undefined,
  async run(state) {
    const name = chosenJob(state)
    if (name !== undefined) await runNow({ id: name, name })
  },
}
