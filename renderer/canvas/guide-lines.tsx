/** The thin lines that say with what a dragged node is in line, and the words of a link that refuses it. */
import { ViewportPortal } from '@xyflow/react'
import type { CSSProperties } from 'react'
import { useDragging } from './splicing.ts'

export function GuideLines() {
  const guides = useDragging((now) => now.guides)
  const refused = useDragging((now) => now.refused)
  return (
    <>
      <ViewportPortal>
        {guides.map(({ along, at, from, to }) => (
          <div
            key={along}
            className={`guide guide-${along}`}
            style={styleOf(along, at, from, to)}
          />
        ))}
      </ViewportPortal>
      {refused && (
        <div className="drag-words" role="status">
          {refused}
        </div>
      )}
    </>
  )
}

function styleOf(along: 'x' | 'y', at: number, from: number, to: number): CSSProperties {
  return along === 'x'
    ? { left: at, top: from - 12, height: to - from + 24 }
    : { top: at, left: from - 12, width: to - from + 24 }
}
