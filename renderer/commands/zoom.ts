import { canvasView, fitOptions } from '../canvas/handle.ts'
import { type Command, hasFlow } from './command.ts'

type Part = Pick<Command, 'id' | 'title' | 'keys' | 'run'>

const parts: readonly Part[] = [
  {
    id: 'zoomIn',
    title: 'Zoom in',
    keys: ['+', '=', 'Mod++', 'Mod+='],
    run: () => void canvasView()?.zoomIn(),
  },
  {
    id: 'zoomOut',
    title: 'Zoom out',
    keys: ['-', 'Mod+-'],
    run: () => void canvasView()?.zoomOut(),
  },
  {
    id: 'zoomReset',
    title: 'Zoom to 100 %',
    keys: ['0', 'Mod+0'],
    run: () => void canvasView()?.zoomTo(1),
  },
  {
    id: 'zoomFit',
    title: 'Zoom to fit',
    keys: ['1', 'Mod+1'],
    run: () => void canvasView()?.fitView(fitOptions),
  },
  {
    id: 'zoomSelection',
    title: 'Zoom to the selection',
    keys: ['2', 'Mod+2'],
    run: ({ selection }) =>
      void canvasView()?.fitView({
        nodes: selection.nodes.map((id) => ({ id })),
        padding: 0.4,
        maxZoom: 1.25,
      }),
  },
]

export const zoomCommands: readonly Command[] = parts.map((part) => ({
  ...part,
  group: 'View',
  where: 'canvas',
  isEnabled: hasFlow,
}))
