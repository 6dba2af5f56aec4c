/**
 * A flow as a list that can be read from top to bottom: nodes in the order in which messages reach them, each with its links
 * under it, in words. Pure.
 */
import { cardWidth } from '../../canvas/auto-place.ts'
import type { Card, CardData, Line, Picture } from '../../canvas/to-canvas.ts'

export interface NodeRow {
  kind: 'node'
  /** The node's id: what is selected. */
  id: string
  data: CardData
  links: readonly LinkRow[]
}

/** A group or a note: what is drawn for people. */
export interface FrameRow {
  kind: 'frame'
  id: string
  /** `group Billing, 3 nodes inside`, `note Ask Anna first`. */
  words: string
}

export interface LinkRow {
  kind: 'link'
  /** Of the row: a link stands under both its nodes. */
  key: string
  /** undefined: drawn because the code says so, not a link of the flow. */
  link: string | undefined
  /** The node at its other end. */
  other: string
  /** `to keep`, `from Inbox`, `to Park, from port error`, `uses archive, by its code`. */
  words: string
}

export function outlineRows({ cards, lines }: Picture): NodeRow[] {
  const byId = new Map(cards.map((card) => [card.id, card]))
  return inOrder(cards, lines).map((card) => ({
    kind: 'node',
    id: card.id,
    data: card.data,
    links: lines.flatMap((line) => linkRows(line, card.id, byId)),
  }))
}

/** Groups and notes, after all that runs. */
export function frameRows({ cards, frames }: Picture): FrameRow[] {
  return frames.map(({ id, type, position, data, width = 0, height = 0 }) => {
    if (type === 'note') return { kind: 'frame', id, words: `note ${data.text}` }
    const inside = cards.filter(
      ({ position: { x, y } }) =>
        x >= position.x &&
        y >= position.y &&
        x + cardWidth <= position.x + width &&
        y <= position.y + height,
    ).length
    const count = inside === 1 ? '1 node inside' : `${inside} nodes inside`
    return { kind: 'frame', id, words: `group ${data.title}, ${count}` }
  })
}

/** A line as seen from one of its nodes; from both when it is a loop. */
function linkRows(line: Line, node: string, byId: ReadonlyMap<string, Card>): LinkRow[] {
  const title = (id: string) => byId.get(id)?.data.title ?? id
  const isUse = line.data?.kind === 'use'
  const row = (other: string, words: string): LinkRow => ({
    kind: 'link',
    key: `${node} ${line.id} ${words}`,
    link: isUse ? undefined : line.id,
    other,
    words,
  })
  const out = line.sourceHandle ?? 'out'
  const into = line.targetHandle ?? 'in'
  const port = out === 'out' || isUse ? '' : `, from port ${out}`
  const reply = into === 'reply'
  const rows: LinkRow[] = []
  if (line.source === node) {
    const to = title(line.target)
    if (isUse) rows.push(row(line.target, `uses ${to}, by its code`))
    else rows.push(row(line.target, `${reply ? `replies to ${to}` : `to ${to}`}${port}`))
  }
  if (line.target === node) {
    const from = title(line.source)
    if (isUse) rows.push(row(line.source, `used by the code of ${from}`))
    else rows.push(row(line.source, `${reply ? `reply from ${from}` : `from ${from}`}${port}`))
  }
  return rows
}

/** From the channels along the links; what no link leads to follows, as it stands on the drawing. */
function inOrder(cards: readonly Card[], lines: readonly Line[]): Card[] {
  const byId = new Map(cards.map((card) => [card.id, card]))
  const asDrawn = [...cards].sort(
    (one, other) => one.position.x - other.position.x || one.position.y - other.position.y,
  )
  const next = new Map<string, string[]>()
  for (const { source, target } of lines) next.set(source, [...(next.get(source) ?? []), target])
  const found = new Set<Card>()
  const starts = [...asDrawn.filter(({ data }) => data.kind === 'channel'), ...asDrawn]
  for (const start of starts) {
    const waiting = [start]
    for (let card = waiting.pop(); card; card = waiting.pop()) {
      if (found.has(card)) continue
      found.add(card)
      const followers = (next.get(card.id) ?? []).flatMap((id) => byId.get(id) ?? [])
      const upward = followers.sort((one, other) => other.position.y - one.position.y)
      waiting.push(...upward)
    }
  }
  return [...found]
}
