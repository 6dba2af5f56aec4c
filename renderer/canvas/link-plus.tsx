/** The plus in the middle of a link that is pointed at or chosen: it adds a node in between. */
import { EdgeLabelRenderer } from '@xyflow/react'
import { Plus } from 'lucide-react'
import { addIntoLink } from './add-into.ts'
import { leaveLink, overLine, useIsOver } from './link-hover.ts'
import { useDragging } from './splicing.ts'

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
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        onPointerEnter={() => overLine(id)}
        onPointerLeave={leaveLink}
        onClick={() => addIntoLink(id, { x, y })}
      >
        <Plus size={12} aria-hidden="true" />
      </button>
    </EdgeLabelRenderer>
  )
}
