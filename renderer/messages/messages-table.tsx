// biome-ignore-all lint/a11y/useSemanticElements: only the rows in view exist, and a table element wants them all
/** The exchanges, newest first. Rows in view exist, the others do not; a reader who has scrolled down is not moved. */
import { type KeyboardEvent, memo, useCallback, useLayoutEffect, useRef } from 'react'
import type { ExchangeSummary } from '../../runtime/model/trace.ts'
import { selectExchange } from '../store/selection.ts'
import { FixedRows, showRow } from '../ui/fixed-rows.tsx'
import { bytesText, shortCid, tookText, whenText } from './amounts.ts'
import { moved } from './moved.ts'
import { Badge, statusOf } from './status.tsx'

const rowHeight = 26
const headerHeight = 27

interface Props {
  exchanges: readonly ExchangeSummary[]
  selected: string | undefined
  /** Tells which rows are in view; `to` is not included. */
  onRange(from: number, to: number): void
}

export function MessagesTable({ exchanges, selected, onRange }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  useStill(scroller, exchanges)

  const onKeyDown = (event: KeyboardEvent) => {
    const at = exchanges.findIndex(({ cid }) => cid === selected)
    const to = moved(event.key, at, exchanges.length)
    if (event.key === 'Escape') selectExchange(undefined)
    if (to === undefined) return
    event.preventDefault()
    selectExchange(exchanges[to]?.cid)
    showRow(scroller.current, to, rowHeight, headerHeight)
  }

  const row = useCallback(
    (index: number) => {
      const exchange = exchanges[index]
      return (
        exchange && (
          <Row
            key={exchange.seq}
            index={index}
            exchange={exchange}
            isSelected={exchange.cid === selected}
          />
        )
      )
    },
    [exchanges, selected],
  )

  return (
    <FixedRows
      scroller={scroller}
      className="messages-table"
      role="grid"
      label="Messages, newest first"
      active={selected && `message-${selected}`}
      count={exchanges.length}
      rowHeight={rowHeight}
      row={row}
      onRange={onRange}
      header={<Header />}
      onKeyDown={onKeyDown}
    />
  )
}

function Header() {
  return (
    <div className="messages-row messages-header" role="row" tabIndex={-1}>
      {['Time', 'Correlation ID', 'Channel', 'Path'].map((title) => (
        <span key={title} role="columnheader" tabIndex={-1}>
          {title}
        </span>
      ))}
      <span className="messages-amount" role="columnheader" tabIndex={-1}>
        Size
      </span>
      <span className="messages-amount" role="columnheader" tabIndex={-1}>
        Took
      </span>
      <span role="columnheader" tabIndex={-1}>
        Status
      </span>
    </div>
  )
}

const Row = memo(function Row(props: {
  index: number
  exchange: ExchangeSummary
  isSelected: boolean
}) {
  const { exchange, isSelected, index } = props
  const { cid, channel, path, began, took, size, outcome, failure } = exchange
  const way = path.join(' → ')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
    <div
      id={`message-${cid}`}
      className="messages-row"
      role="row"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-rowindex={index + 2}
      onClick={() => selectExchange(cid)}
    >
      <Cell title={new Date(began).toLocaleString()}>{whenText(began, Date.now())}</Cell>
      <Cell title={cid}>{shortCid(cid)}</Cell>
      <Cell title={channel}>{channel}</Cell>
      <Cell title={failure ? `${way}\n${failure.message}` : way}>
        {way || <span className="muted">{failure?.code}</span>}
        {outcome === 'failed' && <span className="failed-mark"> ✕</span>}
      </Cell>
      <Cell className="messages-amount">{bytesText(size)}</Cell>
      <Cell className="messages-amount">{took === undefined ? '…' : tookText(took)}</Cell>
      <Cell>
        <Badge {...statusOf(exchange)} />
      </Cell>
    </div>
  )
})

function Cell(props: { children: React.ReactNode; title?: string; className?: string }) {
  return (
    <span role="gridcell" tabIndex={-1} title={props.title} className={props.className}>
      {props.children}
    </span>
  )
}

/** New rows come in at the top; whoever reads further down keeps what they read in view. */
function useStill(
  scroller: React.RefObject<HTMLDivElement | null>,
  exchanges: readonly ExchangeSummary[],
) {
  const first = useRef<number | undefined>(undefined)
  useLayoutEffect(() => {
    const box = scroller.current
    const before = first.current
    first.current = exchanges[0]?.seq
    if (!box || before === undefined || box.scrollTop < rowHeight / 2) return
    const added = exchanges.findIndex(({ seq }) => seq <= before)
    if (added > 0) box.scrollTop += added * rowHeight
  }, [scroller, exchanges])
}
