/** The plus above the middle of a link that is pointed at or chosen: it adds a node in between. The line itself stays free to be chosen. */
import { EdgeLabelRenderer } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { addIntoLink } from './add-into.ts'
import { leaveLink, overLine, useIsOver } from './link-hover.ts'
import { useDragging } from './splicing.ts'

/** Pixels: the line can be clicked below it, and its rate be read. */
const above = 20

export function LinkPlus({
  id,
  x,
  y,
  isChosen,
}: {
  id: string
  x: number
  y: number
  isChosen: boolean
}) {
  const isOver = useIsOver(id)
  const isDragging = useDragging(({ link }) => link !== undefined)
  if ((!isOver && !isChosen) || isDragging) return null
  return (
    <EdgeLabelRenderer>
      <button
        type="button"
        className="link-plus nodrag nopan"
        aria-label="Add a node in between"
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y - above}px)` }}
        onPointerEnter={() => overLine(id)}
        onPointerLeave={leaveLink}
        onClick={() => addIntoLink(id, { x, y })}
      >
        <Plus size={12} aria-hidden="true" />
      </button>
    </EdgeLabelRenderer>
  )
}
