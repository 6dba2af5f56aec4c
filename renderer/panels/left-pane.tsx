import { useView } from '../store/view.ts'
import { Explorer } from './explorer.tsx'
import { Palette } from './palette.tsx'

export function LeftPane() {
  const tab = useView((view) => view.left)
  return <aside className="pane">{tab === 'palette' ? <Palette /> : <Explorer />}</aside>
}
