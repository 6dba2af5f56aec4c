/** The rows of the outline. Each says all of itself: what it is, its name, how it is, and how many links it has. */
import { ChevronDown, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useCardState } from '../../canvas/card-state.tsx'
import type { CardData } from '../../canvas/to-canvas.ts'
import { useSelection } from '../../store/selection.ts'
import type { FrameRow, LinkRow, NodeRow } from './outline-rows.ts'

export function OutlineNode({
  row: { id, data, links },
  isOpen,
  active,
  choose,
  turn,
  children,
}: {
  row: NodeRow
  isOpen: boolean
  active: string | undefined
  /** True: what was selected stays so as well. */
  choose(extend: boolean): void
  turn(): void
  children: ReactNode
}) {
  const isSelected = useSelection((selection) => selection.nodes.includes(id))
  const state = useCardState(data)
  const isShown = state.kind !== 'none' && state.kind !== 'ready'
  const words = isShown ? `${state.kind}: ${state.words}` : state.words
  const how = data.isGhost ? 'not on the flow' : words
  const Turn = isOpen ? ChevronDown : ChevronRight
  return (
    <div className="outline-branch" role="none">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keys */}
      <div
        className={`outline-row role-${data.kind} ${data.isGhost ? 'ghost' : ''}`}
        role="treeitem"
        aria-level={1}
        aria-selected={isSelected}
        aria-expanded={links.length > 0 ? isOpen : undefined}
        aria-label={`${kindWords(data)} ${data.title}${how ? `, ${how}` : ''}, ${linkWords(links)}`}
        tabIndex={id === active ? 0 : -1}
        data-row={id}
        onClick={(event) => choose(event.ctrlKey || event.metaKey || event.shiftKey)}
      >
        <span
          className="outline-turn"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation()
            turn()
          }}
        >
          {links.length > 0 && <Turn size={13} />}
        </span>
        {/* Drawn by the style sheet: as a text it would be part of what the row is called. */}
        <span className="ic" aria-hidden="true" data-icon={data.icon} />
        <span className="cut grow" aria-hidden="true">
          {data.title}
        </span>
        {isShown && !data.isGhost && (
          <span className={`entry-state is-${state.kind}`} title={state.words} aria-hidden="true">
            {state.kind}
          </span>
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of a tree is no fieldset */}
      {isOpen && <div role="group">{children}</div>}
    </div>
  )
}

export function OutlineFrame({
  row: { id, words },
  active,
  choose,
}: {
  row: FrameRow
  active: string | undefined
  choose(extend: boolean): void
}) {
  const isSelected = useSelection((selection) => selection.nodes.includes(id))
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keys
    <div
      className="outline-row outline-frame"
      role="treeitem"
      aria-level={1}
      aria-selected={isSelected}
      aria-label={words}
      tabIndex={id === active ? 0 : -1}
      data-row={id}
      onClick={(event) => choose(event.ctrlKey || event.metaKey || event.shiftKey)}
    >
      <span className="cut">{words}</span>
    </div>
  )
}

export function OutlineLink({
  row: { key, link, words },
  active,
  choose,
}: {
  row: LinkRow
  active: string | undefined
  choose(): void
}) {
  const isSelected = useSelection(
    (selection) => link !== undefined && selection.links.includes(link),
  )
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keys
    <div
      className="outline-row outline-link"
      role="treeitem"
      aria-level={2}
      aria-selected={isSelected}
      aria-label={`link ${words}`}
      tabIndex={key === active ? 0 : -1}
      data-row={key}
      onClick={choose}
    >
      <span className="cut">{words}</span>
    </div>
  )
}

function kindWords({ kind, isGhost }: CardData): string {
  return isGhost ? `used ${kind}` : kind
}

function linkWords(links: readonly LinkRow[]): string {
  if (links.length === 0) return 'no links'
  return links.length === 1 ? '1 link' : `${links.length} links`
}
