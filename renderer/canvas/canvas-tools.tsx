/** Zoom at the lower left of the canvas. */

import { useViewport } from '@xyflow/react'
import { Maximize, Minus, Plus } from 'lucide-react'
import { CommandButton } from '../ui/command-button.tsx'

export function CanvasTools() {
  const { zoom } = useViewport()
  return (
    <div className="canvas-tools">
      <CommandButton id="zoomOut" className="btn small icon ghost">
        <Minus size={14} />
      </CommandButton>
      <CommandButton
        id="zoomReset"
        className="btn small ghost zoom"
        label={`${Math.round(zoom * 100)}%, zoom to 100 %`}
      >
        <span>{Math.round(zoom * 100)}%</span>
      </CommandButton>
      <CommandButton id="zoomIn" className="btn small icon ghost">
        <Plus size={14} />
      </CommandButton>
      <CommandButton id="zoomFit" className="btn small icon ghost">
        <Maximize size={13} />
      </CommandButton>
    </div>
  )
}
