import { useView } from '../store/view.ts'
import { Explorer } from './explorer.tsx'
import { OutlinePane } from './outline/outline.tsx'
import { Palette } from './palette.tsx'

const panes = { palette: Palette, explorer: Explorer, outline: OutlinePane } as const
const names = { palette: 'Palette', explorer: 'Explorer', outline: 'Outline' } as const

export function LeftPane() {
  const tab = useView((view) => view.left)
  const Pane = panes[tab]
  return (
    <aside className="pane" aria-label={names[tab]}>
      <Pane />
    </aside>
  )
}
