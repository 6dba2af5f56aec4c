/** The window: where each pane stands. No logic; panes look after themselves. */
import { Tooltip } from 'radix-ui'
import { Banners } from './panels/banners.tsx'
import { Overlays } from './panels/overlays.tsx'
import { StatusBar } from './panels/status-bar.tsx'
import { Toasts } from './panels/toasts.tsx'
import { TopBar } from './panels/top-bar.tsx'
import { Welcome } from './panels/welcome.tsx'
import { Workbench } from './panels/workbench.tsx'
import { useProject } from './store/project.ts'
import { Tour } from './tour/tour.tsx'
import { TourOffer } from './tour/tour-offer.tsx'

export function App() {
  const isOpen = useProject((state) => state.folder !== undefined)
  return (
    <Tooltip.Provider delayDuration={450} skipDelayDuration={200}>
      <div className="app">
        <TopBar />
        <Banners />
        <TourOffer />
        {isOpen ? <Workbench /> : <Welcome />}
        <StatusBar />
      </div>
      <Tour />
      <Overlays />
      <Toasts />
    </Tooltip.Provider>
  )
}
