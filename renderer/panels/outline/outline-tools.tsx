/** What can be done with what is chosen in the outline, as buttons: their tips say the keys. */
import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  CirclePause,
  Crosshair,
  Link2,
  PenLine,
  Plus,
  Settings2,
  Trash2,
} from 'lucide-react'
import { focusCanvas, keysCameFrom } from '../../canvas/handle.ts'
import { isFrame } from '../../edits/frames.ts'
import { useProject } from '../../store/project.ts'
import { useSelection } from '../../store/selection.ts'
import { CommandButton } from '../../ui/command-button.tsx'
import { Tip } from '../../ui/tip.tsx'

const buttons = [
  { id: 'addNode', Icon: Plus, needs: 'nothing' },
  { id: 'link', Icon: Link2, needs: 'node' },
  { id: 'open', Icon: Settings2, needs: 'thing' },
  { id: 'rename', Icon: PenLine, needs: 'thing' },
  { id: 'toggleDisabled', Icon: CirclePause, needs: 'node' },
  { id: 'moveLeft', Icon: ArrowLeft, needs: 'thing' },
  { id: 'moveRight', Icon: ArrowRight, needs: 'thing' },
  { id: 'moveUp', Icon: ArrowUp, needs: 'thing' },
  { id: 'moveDown', Icon: ArrowDown, needs: 'thing' },
  { id: 'delete', Icon: Trash2, needs: 'anything' },
] as const

export function OutlineTools() {
  const { flow, nodes, links } = useSelection((selection) => selection)
  const hasNode = useProject(({ project }) =>
    nodes.some((id) => Object.hasOwn(project.flows[flow ?? '']?.nodes ?? {}, id)),
  )
  // Groups and notes as well: all that can be moved and named.
  const hasThing = useProject(({ project }) => {
    const layout = project.layouts[flow ?? '']
    return hasNode || (layout !== undefined && nodes.some((id) => isFrame(layout, id)))
  })
  const can = {
    nothing: true,
    node: hasNode,
    thing: hasThing,
    anything: hasThing || links.length > 0,
  }
  return (
    <div className="outline-tools" role="toolbar" aria-label="With what is chosen">
      {buttons.map(({ id, Icon, needs }) => (
        <CommandButton key={id} id={id} className="btn small icon ghost" isEnabled={can[needs]}>
          <Icon size={14} />
        </CommandButton>
      ))}
      <Tip words="Go to it on the canvas">
        <button
          type="button"
          className="btn small icon ghost"
          aria-label="Go to it on the canvas"
          onClick={leaveForCanvas}
        >
          <Crosshair size={14} />
        </button>
      </Tip>
    </div>
  )
}

function leaveForCanvas(): void {
  keysCameFrom(undefined)
  focusCanvas()
}
