/** A group as the picture shows it: a frame behind the nodes, held by its title, so that the drawing in it can be reached. */
import { type NodeProps, NodeResizer } from '@xyflow/react'
import { memo } from 'react'
import { leastSize } from '../edits/frames.ts'
import { Markdown } from '../ui/markdown.tsx'
import { resizeFrame } from './resize-frame.ts'
import type { Frame as FrameNode } from './to-frames.ts'

export const Frame = memo(function Frame({ id, data, selected }: NodeProps<FrameNode>) {
  return (
    <>
      <NodeResizer
        isVisible={selected}
        minWidth={leastSize.width}
        minHeight={leastSize.height}
        onResizeEnd={(_event, box) => resizeFrame(data.flow, id, box)}
      />
      <div className={`frame hue-${data.colour} ${selected ? 'selected' : ''}`}>
        <div className="frame-head">
          <b className="cut">{data.title}</b>
        </div>
        {data.note && (
          <div className="frame-note">
            <Markdown>{data.note}</Markdown>
          </div>
        )}
      </div>
    </>
  )
})
