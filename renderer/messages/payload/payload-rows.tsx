/** The rows of a payload: numbered, coloured, foldable; only those in view exist. */
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { FixedRows } from '../../ui/fixed-rows.tsx'
import type { Outline, Row } from './document.ts'
import { type Folds, outermost, rowAt, shownCount, toggleFold } from './folding.ts'
import { highlightJson, highlightXml, type Piece } from './highlight.ts'
import type { PayloadClient } from './payload-client.ts'
import { useRows } from './use-rows.ts'

const rowHeight = 18

export function PayloadRows({ outline, client }: { outline: Outline; client: PayloadClient }) {
  const rows = useRows(client, outline)
  const [folds, setFolds] = useState<Folds>([])
  const outer = useMemo(() => outermost(folds), [folds])
  const digits = Math.max(2, String(outline.rows).length)

  const draw = (place: number) => {
    const number = rowAt(outer, place)
    const row = rows.at(number)
    const fold = row && row.closes > 0 ? { row: number, closes: row.closes } : undefined
    return (
      <Line
        key={number}
        row={row}
        digits={digits}
        format={outline.format}
        hidden={outer.find((each) => each.row === number)}
        toggle={fold && (() => setFolds((now) => toggleFold(now, fold)))}
      />
    )
  }

  return (
    <FixedRows
      className="payload-rows selectable"
      role="document"
      label="Payload"
      count={shownCount(outline.rows, outer)}
      rowHeight={rowHeight}
      row={draw}
      onRange={(from, to) => rows.want(rowAt(outer, from), rowAt(outer, to))}
    />
  )
}

function Line(props: {
  row: Row | undefined
  digits: number
  format: Outline['format']
  hidden: { row: number; closes: number } | undefined
  toggle: (() => void) | undefined
}) {
  const { row, digits, format, hidden, toggle } = props
  if (!row) return <div className="payload-row" />
  return (
    <div className="payload-row">
      <span className="payload-margin" style={{ width: `${format === 'hex' ? 9 : digits + 1}ch` }}>
        {row.margin}
      </span>
      {toggle ? (
        <button
          type="button"
          className="payload-fold"
          aria-expanded={!hidden}
          aria-label={hidden ? 'Unfold' : 'Fold'}
          onClick={toggle}
        >
          {hidden ? <ChevronRight size={12} /> : <ChevronDown size={12} />}
        </button>
      ) : (
        <span className="payload-fold" />
      )}
      <code>
        {'  '.repeat(row.indent)}
        {piecesOf(row.text, format).map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a row never move
          <span key={at} className={piece.tone && `code-${piece.tone}`}>
            {piece.text}
          </span>
        ))}
        {hidden && <em> … {hidden.closes - hidden.row} lines</em>}
      </code>
    </div>
  )
}

function piecesOf(text: string, format: Outline['format']): readonly Piece[] {
  if (format === 'json') return highlightJson(text)
  if (format === 'xml') return highlightXml(text)
  return [{ text }]
}
