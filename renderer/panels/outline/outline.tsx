/**
 * The flow as a tree, for whoever works by keyboard or by ear: nodes, and their links under them. What is under the focus is
 * what is selected, so that every key of the canvas means here what it means there; Tab leaves.
 */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { keepInView, keysCameFrom } from '../../canvas/handle.ts'
import { usePicture } from '../../canvas/use-picture.ts'
import { useHistory } from '../../store/history.ts'
import { selectionStore, selectOnCanvas, useSelection } from '../../store/selection.ts'
import { OutlineFrame, OutlineLink, OutlineNode } from './outline-item.tsx'
import {
  type FrameRow,
  frameRows,
  type LinkRow,
  type NodeRow,
  outlineRows,
} from './outline-rows.ts'
import { OutlineTools } from './outline-tools.tsx'

/** With more nodes the links are shut to begin with. */
const most = 200

export function Outline({ flow }: { flow: string }) {
  const picture = usePicture(flow)
  const [search, setSearch] = useState('')
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(() => outlineRows(picture), [picture])
  const found = rows.filter(({ data: { title, kind, summary } }) =>
    fits(`${title} ${kind} ${summary}`, search),
  )
  const frames = useMemo(() => frameRows(picture), [picture])
  const drawn = frames.filter(({ words }) => fits(words, search))
  const isOpen = (row: NodeRow) =>
    row.links.length > 0 && rows.length <= most !== turned.has(row.id)
  const shown: readonly Row[] = [
    ...found.flatMap((row): Row[] => [row, ...(isOpen(row) ? row.links : [])]),
    ...drawn,
  ]
  const [at, setAt] = useActive(shown)
  const tree = useRef<HTMLDivElement>(null)
  const item = (key: string | undefined) =>
    key === undefined
      ? null
      : (tree.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`) ?? null)

  // Who has the focus in the tree keeps it, whatever becomes of the row it was on.
  const hadFocus = useRef(false)
  useEffect(() => {
    const box = tree.current
    const mine = document.activeElement
    if (!box || !hadFocus.current) return
    if (mine !== document.body && !box.contains(mine)) return
    const row = item(at) ?? box
    if (row !== mine) row.focus()
  })
  const last = useRef(at)
  last.current = at
  useEffect(() => () => keysCameFrom(undefined), [])

  const go = (row: Row | undefined, extend = false) => {
    if (!row) return
    setAt(keyOf(row))
    select(row, extend)
    item(keyOf(row))?.focus()
  }
  const turn = (row: NodeRow) =>
    setTurned((now) => {
      const next = new Set(now)
      if (!next.delete(row.id)) next.add(row.id)
      return next
    })
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const index = shown.findIndex((row) => keyOf(row) === at)
    const row = shown[index]
    const parent = rows.find(({ links }) => row?.kind === 'link' && links.includes(row))
    const acts: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: () => go(shown[index + 1], event.shiftKey),
      ArrowUp: () => go(shown[index - 1], event.shiftKey),
      Home: () => go(shown[0]),
      End: () => go(shown.at(-1)),
      ArrowRight: () => {
        if (row?.kind !== 'node' || row.links.length === 0) return
        if (isOpen(row)) go(row.links[0])
        else turn(row)
      },
      ArrowLeft: () => {
        if (parent) go(parent)
        else if (row?.kind === 'node' && isOpen(row)) turn(row)
      },
      // On a link: to the node at its other end. On a node: as on the canvas.
      Enter: row?.kind === 'link' ? () => go(rows.find(({ id }) => id === row.other)) : undefined,
    }
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  return (
    <>
      <div className="pane-search">
        <input
          className="search"
          type="search"
          placeholder={`Find on ${flow}…`}
          aria-label={`Find on ${flow}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <OutlineTools />
      <div
        ref={tree}
        className="outline"
        role="tree"
        aria-label={`Outline of ${flow}`}
        aria-multiselectable="true"
        data-keys="canvas"
        // Empty, it takes the keys itself: Insert adds the first node.
        tabIndex={shown.length === 0 ? 0 : -1}
        onKeyDown={press}
        onFocus={() => {
          hadFocus.current = true
          keysCameFrom(() => item(last.current) ?? tree.current ?? undefined)
        }}
        onBlur={(event) => {
          if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget))
            hadFocus.current = false
        }}
      >
        {found.map((row) => (
          <OutlineNode
            key={row.id}
            row={row}
            isOpen={isOpen(row)}
            active={at}
            choose={(extend) => go(row, extend)}
            turn={() => turn(row)}
          >
            {row.links.map((link) => (
              <OutlineLink key={link.key} row={link} active={at} choose={() => go(link)} />
            ))}
          </OutlineNode>
        ))}
        {drawn.map((row) => (
          <OutlineFrame key={row.id} row={row} active={at} choose={(extend) => go(row, extend)} />
        ))}
      </div>
      {shown.length === 0 && (
        <p className="pane-none">
          {search ? 'Nothing of that name.' : 'Nothing stands on it yet.'}
        </p>
      )}
      <LastStep />
    </>
  )
}

type Row = NodeRow | LinkRow | FrameRow

function keyOf(row: Row): string {
  return row.kind === 'link' ? row.key : row.id
}

/** The row under the focus. It follows what is selected elsewhere; gone, it is the first. */
function useActive(shown: readonly Row[]): [string | undefined, (key: string) => void] {
  const [at, setAt] = useState<string>()
  const chosen = useSelection((selection) => selection.nodes.at(-1))
  const link = useSelection((selection) => selection.links.at(-1))
  const row = shown.find((each) => keyOf(each) === at)
  const isTold = row?.kind === 'link' ? row.link === link || link === undefined : row?.id === chosen
  if (row && (isTold || (chosen === undefined && link === undefined))) return [at, setAt]
  const wanted =
    shown.find((each) => each.kind !== 'link' && each.id === chosen) ??
    shown.find((each) => each.kind === 'link' && link !== undefined && each.link === link)
  const next = wanted ?? row ?? shown[0]
  return [next && keyOf(next), setAt]
}

/** Extended, what was selected stays so: several nodes, or a node and the link that it is to be put into. */
function select(row: Row, extend: boolean): void {
  const now = selectionStore.getState()
  const [nodes, links] = extend ? [now.nodes, now.links] : [[], []]
  if (row.kind === 'link') {
    selectOnCanvas(nodes, row.link === undefined ? links : [row.link])
    return
  }
  selectOnCanvas([...nodes.filter((id) => id !== row.id), row.id], links)
  keepInView(row.id)
}

function fits(text: string, search: string): boolean {
  return text.toLowerCase().includes(search.trim().toLowerCase())
}

/** For those who do not see the picture: what was just done. */
function LastStep() {
  const label = useHistory(({ past }) => past.at(-1)?.change.label ?? '')
  return (
    <p className="unseen" role="status">
      {label}
    </p>
  )
}

/** The outline of the flow that is looked at. */
export function OutlinePane() {
  const flow = useSelection((selection) => selection.flow)
  return flow === undefined ? (
    <p className="pane-none">This project has no flow yet.</p>
  ) : (
    <Outline key={flow} flow={flow} />
  )
}
