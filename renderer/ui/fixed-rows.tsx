/**
 * A list of which only the rows in view exist. All rows have one height, so that nothing is kept per row: half a million
 * lines of a payload cost as much as fifty. (A virtualiser that measures keeps an object for each.)
 */
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

/** Rows drawn beyond the edges, so that a turn of the wheel meets no blank. */
const spare = 8

interface Props {
  count: number
  /** Pixels. */
  rowHeight: number
  /** Draws a row; must be as high as `rowHeight` and carry its own key. */
  row(index: number): ReactNode
  /** Stays at the top while the rows scroll. */
  header?: ReactNode
  /** Tells which rows are in view whenever that changes; `to` is not included. */
  onRange?(from: number, to: number): void
  /** The scrolling element, for whoever wants to move it. */
  scroller?: RefObject<HTMLDivElement | null>
  className?: string
  onKeyDown?(event: KeyboardEvent<HTMLDivElement>): void
  role?: string
  label: string
  active?: string
}

export function FixedRows(props: Props) {
  const { count, rowHeight, row, header, onRange, className, onKeyDown, role, label, active } =
    props
  const own = useRef<HTMLDivElement>(null)
  const scroller = props.scroller ?? own
  const [view, setView] = useState({ from: 0, to: 0 })
  const to = Math.min(count, view.to)
  const from = Math.min(view.from, Math.max(0, to - 1))

  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const look = () => {
      const first = Math.max(0, Math.floor(box.scrollTop / rowHeight) - spare)
      const last = Math.ceil((box.scrollTop + box.clientHeight) / rowHeight) + spare
      setView((now) => (now.from === first && now.to === last ? now : { from: first, to: last }))
    }
    look()
    const watcher = new ResizeObserver(look)
    watcher.observe(box)
    box.addEventListener('scroll', look, { passive: true })
    return () => {
      watcher.disconnect()
      box.removeEventListener('scroll', look)
    }
  }, [scroller, rowHeight])

  useEffect(() => onRange?.(from, to), [onRange, from, to])

  const rows: ReactNode[] = []
  for (let index = from; index < to; index++) rows.push(row(index))
  const inner: CSSProperties = { height: count * rowHeight }
  const window: CSSProperties = { transform: `translateY(${from * rowHeight}px)` }
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: as below
    // biome-ignore lint/a11y/noStaticElementInteractions: the role is given by whoever uses it, a grid or a list
    <div
      ref={scroller}
      className={`fixed-rows ${className ?? ''}`}
      tabIndex={0}
      role={role}
      aria-label={label}
      aria-activedescendant={active}
      onKeyDown={onKeyDown}
    >
      {header}
      <div className="fixed-rows-all" role="presentation" style={inner}>
        <div className="fixed-rows-seen" role="presentation" style={window}>
          {rows}
        </div>
      </div>
    </div>
  )
}

/** Scrolls so that a row is in view, by as little as possible. `above` is what the header covers. */
export function showRow(
  box: HTMLElement | null,
  index: number,
  rowHeight: number,
  above = 0,
): void {
  if (!box) return
  const top = index * rowHeight
  const height = box.clientHeight - above
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + rowHeight > box.scrollTop + height) box.scrollTop = top + rowHeight - height
}
