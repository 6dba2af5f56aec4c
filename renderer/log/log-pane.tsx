/** The Log tab of the dock: what services and the runtime said, newest at the bottom, followed until one scrolls up. */
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react'
import { placeText } from '../../runtime/model/place.ts'
import type { LogLine } from '../../runtime/model/trace.ts'
import { clockText, shortCid } from '../messages/amounts.ts'
import { useLive } from '../store/live.ts'
import { reveal, selectExchange } from '../store/selection.ts'
import { showDock } from '../store/view.ts'
import { FixedRows } from '../ui/fixed-rows.tsx'
import './log.css'
import { detailsText, shownLines, useLogView } from './log-view.ts'

const rowHeight = 22

export function LogPane() {
  const all = useLive((live) => live.log)
  const view = useLogView((state) => state)
  const lines = useMemo(() => shownLines(all, view), [all, view])
  const scroller = useRef<HTMLDivElement>(null)
  useFollowing(scroller, lines)
  const row = useCallback(
    (index: number) => {
      const line = lines[index]
      // A line has no name of its own; its place is good enough while the list only grows at its end.
      return line && <Line key={index} line={line} />
    },
    [lines],
  )
  if (lines.length === 0) {
    return (
      <div className="empty">
        <p>
          {all.length > 0
            ? 'No line matches the filter.'
            : 'Nothing logged yet. What services say with this.logger shows here.'}
        </p>
      </div>
    )
  }
  return (
    <FixedRows
      scroller={scroller}
      className="log selectable"
      role="log"
      label="Log"
      count={lines.length}
      rowHeight={rowHeight}
      row={row}
    />
  )
}

function Line({ line }: { line: LogLine }) {
  const { time, level, message, cid, at } = line
  const details = detailsText(line)
  return (
    <div className={`log-line is-${level}`}>
      <span className="muted">{clockText(time)}</span>
      <span className="log-level">{level}</span>
      {cid ? (
        <button
          type="button"
          className="link"
          title={`Show message ${cid}`}
          onClick={() => show(cid)}
        >
          {shortCid(cid)}
        </button>
      ) : (
        <span />
      )}
      <span className="cut" title={details ? `${message}\n${details}` : message}>
        {message}
        {details && <span className="muted"> {details}</span>}
      </span>
      {at && (
        <button type="button" className="link cut" onClick={() => reveal(at)}>
          {placeText(at)}
        </button>
      )}
    </div>
  )
}

function show(cid: string) {
  selectExchange(cid)
  showDock('messages')
}

/** Stays at the bottom while the reader is there. */
function useFollowing(scroller: React.RefObject<HTMLDivElement | null>, lines: readonly LogLine[]) {
  const isAtEnd = useRef(true)
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const look = () => {
      isAtEnd.current = box.scrollTop + box.clientHeight > box.scrollHeight - rowHeight * 1.5
    }
    box.addEventListener('scroll', look, { passive: true })
    return () => box.removeEventListener('scroll', look)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what moves the end
  useLayoutEffect(() => {
    const box = scroller.current
    if (box && isAtEnd.current) box.scrollTop = box.scrollHeight
  }, [scroller, lines])
}
