import { defaultSpot, screenOf } from '../canvas/handle.ts'
import { setView } from '../store/view.ts'
import { type Command, hasFlow } from './command.ts'

/** The list of all that can be put on the flow, at the pointer or in the middle of what is seen. */
export const addNode: Command = {
  id: 'addNode',
  title: 'Add a node…',
  keys: ['Tab'],
  group: 'Canvas',
  where: 'canvas',
  isEnabled: hasFlow,
  run() {
    const spot = defaultSpot()
    setView({ quickAdd: { ...spot, ...screenOf(spot) }, linking: undefined })
  },
}
