import { addTest } from '../proving/acts.ts'
import { editAndReplay, saveAsTest } from '../proving/exchange-actions.tsx'
import { compareBehaviour, planReplay, runTests, showProof } from '../proving/run.ts'
import { provingStore, setProving } from '../proving/store.ts'
import { control } from '../store/control.ts'
import { type Command, hasFlow, hasProject, type State } from './command.ts'

const hasTests = (state: State) => hasProject(state) && Object.keys(state.project.tests).length > 0
const canRun = (state: State) => hasTests(state) && state.live.connected
const hasExchange = (state: State) =>
  hasProject(state) && state.live.connected && state.selection.exchange !== undefined

export const provingCommands: readonly Command[] = [
  {
    id: 'runTests',
    title: 'Run all tests',
    keys: ['Mod+Shift+Enter'],
    group: 'Runtime',
    isEnabled: canRun,
    run: () => runTests(),
  },
  {
    id: 'runFlowTests',
    title: 'Run the tests of this flow',
    group: 'Runtime',
    isEnabled: (state) => canRun(state) && hasFlow(state),
    run: ({ selection }) => runTests(undefined, selection.flow),
  },
  {
    id: 'newTest',
    title: 'New test',
    group: 'Project',
    isEnabled: (state) => hasProject(state) && Object.keys(state.project.channels).length > 0,
    run: () => addTest(),
  },
  {
    id: 'saveAsTest',
    title: 'Save the message as a test',
    group: 'Runtime',
    isEnabled: hasExchange,
    async run({ selection }) {
      const detail = await control().exchange(selection.exchange ?? '')
      if (detail) await saveAsTest(detail)
    },
  },
  {
    id: 'replayMessage',
    title: 'Replay the message',
    group: 'Runtime',
    isEnabled: hasExchange,
    run: ({ selection }) => planReplay({ cids: [selection.exchange ?? ''] }),
  },
  {
    id: 'editAndReplay',
    title: 'Edit and replay the message',
    group: 'Runtime',
    isEnabled: hasExchange,
    run: ({ selection }) => editAndReplay(selection.exchange ?? ''),
  },
  {
    id: 'compareBehaviour',
    title: 'Compare behaviour with the last 200 messages',
    group: 'Runtime',
    isEnabled: (state) => hasProject(state) && state.live.connected,
    async run() {
      showProof('behaviour')
      await compareBehaviour(200)
    },
  },
  {
    id: 'toggleCoverage',
    title: 'Show coverage',
    group: 'View',
    isEnabled: () => provingStore.getState().coverage !== undefined,
    isOn: () => provingStore.getState().showCoverage,
    run: () => setProving({ showCoverage: !provingStore.getState().showCoverage }),
  },
  {
    id: 'showTests',
    title: 'Show tests',
    group: 'View',
    isEnabled: () => true,
    run: () => showProof('tests'),
  },
]
