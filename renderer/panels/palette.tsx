/** What can be put on a flow: dragged there, or chosen with Enter or a double click. */
import { type KeyboardEvent, useState } from 'react'
import { overlaps } from '../canvas/auto-place.ts'
import { carryItem, putItem } from '../canvas/drop.ts'
import { defaultSpot, focusCanvas } from '../canvas/handle.ts'
import { layoutOf, snap } from '../edits/flow.ts'
import { currentProject, useProject } from '../store/project.ts'
import { selectionStore } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { type PaletteItem, paletteSections, searched } from './palette-items.ts'
import { makeShared, SharedKinds, sharedKinds } from './shared-kinds.tsx'

export function Palette() {
  const project = useProject((state) => state.project)
  const [search, setSearch] = useState('')
  const sections = searched(paletteSections(project, servicesOf(project)), search)
  const kinds = sharedKinds(search)
  return (
    <>
      <div className="pane-search">
        <input
          className="search"
          type="search"
          placeholder="Find a block…"
          aria-label="Find in the palette"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            const first = sections[0]?.items[0]
            if (event.key === 'Enter' && first) addToFlow(first)
            else if (event.key === 'Enter' && kinds[0]) makeShared(kinds[0])
            if (event.key === 'Escape') setSearch('')
          }}
        />
      </div>
      <div className="palette" onKeyDown={walk} role="toolbar" aria-orientation="vertical">
        {sections.map(({ title, items }) => (
          <section key={title} aria-label={title}>
            <h2 className="overline">{title}</h2>
            {items.map((item) => (
              <Row key={item.id} item={item} />
            ))}
          </section>
        ))}
        <SharedKinds kinds={kinds} />
        {sections.length + kinds.length === 0 && (
          <p className="pane-empty">Nothing of that name.</p>
        )}
      </div>
    </>
  )
}

function Row({ item }: { item: PaletteItem }) {
  return (
    <button
      type="button"
      className={`palette-item role-${item.role}`}
      title={item.help}
      draggable
      data-item={item.id}
      onDragStart={(event) => carryItem(event.dataTransfer, item.item)}
      onDoubleClick={() => addToFlow(item)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        addToFlow(item)
      }}
    >
      <span className={item.isKind ? 'ic' : 'ic existing'} aria-hidden="true">
        {item.icon}
      </span>
      <span className="cut">{item.title}</span>
    </button>
  )
}

/** Without a mouse: where the canvas is looked at, on the first free spot. */
function addToFlow({ item }: PaletteItem): void {
  const { flow } = selectionStore.getState()
  if (flow === undefined) return
  const spots = layoutOf(currentProject(), flow).nodes
  let spot = snap(defaultSpot())
  while (overlaps(spots, spot)) spot = { x: spot.x, y: spot.y + 108 }
  putItem(flow, item, spot)
  focusCanvas()
}

/** Arrows go through the list. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('button')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  rows[at + by]?.focus()
  event.preventDefault()
}
