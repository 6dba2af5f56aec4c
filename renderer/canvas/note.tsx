/** A note on the canvas. Double click or Enter writes in it; leaving it, Escape or Mod+Enter keeps what was written. */
import { type NodeProps, NodeResizer } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'
import { editFrame, leastSize } from '../edits/frames.ts'
import { useDraft } from '../forms/draft.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { Markdown } from '../ui/markdown.tsx'
import { focusCanvas } from './handle.ts'
import { resizeFrame } from './resize-frame.ts'
import type { NoteNode } from './to-frames.ts'
import { endWriting, useIsWriting } from './writing.ts'

export const Note = memo(function Note({ id, data, selected }: NodeProps<NoteNode>) {
  const isWriting = useIsWriting(id)
  return (
    <>
      <NodeResizer
        isVisible={selected && !isWriting}
        minWidth={leastSize.width}
        minHeight={leastSize.height}
        onResizeEnd={(_event, box) => resizeFrame(data.flow, id, box)}
      />
      <div className={`note hue-${data.colour} ${selected ? 'selected' : ''}`}>
        {isWriting ? (
          <Writing flow={data.flow} id={id} text={data.text} />
        ) : data.text === '' ? (
          <span className="muted">Empty note. Double click to write.</span>
        ) : (
          <Markdown>{data.text}</Markdown>
        )}
      </div>
    </>
  )
})

function Writing({ flow, id, text }: { flow: string; id: string; text: string }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const { bind, commit } = useDraft(text, (next) =>
    dispatch(editFrame(currentProject(), flow, id, 'the text', { text: next })),
  )
  useEffect(() => field.current?.focus(), [])
  const finish = () => {
    commit()
    endWriting()
  }
  return (
    <textarea
      ref={field}
      className="nodrag nowheel nopan"
      aria-label="Text of the note, Markdown"
      value={bind.value}
      onChange={bind.onChange}
      onBlur={finish}
      onKeyDown={(event) => {
        const isDone = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
        if (event.key !== 'Escape' && !isDone) return
        event.stopPropagation()
        event.preventDefault()
        finish()
        focusCanvas()
      }}
    />
  )
}
