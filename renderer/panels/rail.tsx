/** The narrow bar at the left: what the pane beside it shows. Pressing the open one closes it. */
import {
  CalendarClock,
  FolderTree,
  ListTree,
  Moon,
  Shapes,
  Sun,
  Terminal,
  TriangleAlert,
  Waypoints,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { desktop } from '../desktop.ts'
import { type DockTab, type LeftTab, setView, showDock, useView } from '../store/view.ts'
import { themeNow } from '../theme/keep.ts'
import { Tip } from '../ui/tip.tsx'

export function Rail() {
  return (
    <nav className="rail" aria-label="Panes">
      <LeftButton tab="palette" words="Palette">
        <Shapes size={17} />
      </LeftButton>
      <LeftButton
        tab="explorer"
        words="Explorer: flows, channels, services, connections, security, brokers"
      >
        <FolderTree size={17} />
      </LeftButton>
      <LeftButton tab="outline" words="Outline: the flow as a list, for the keyboard">
        <ListTree size={17} />
      </LeftButton>
      <span className="rail-gap" />
      <DockButton tab="messages" words="Messages">
        <Waypoints size={17} />
      </DockButton>
      <DockButton tab="jobs" words="Jobs">
        <CalendarClock size={17} />
      </DockButton>
      <DockButton tab="problems" words="Problems">
        <TriangleAlert size={17} />
      </DockButton>
      <DockButton tab="log" words="Log">
        <Terminal size={17} />
      </DockButton>
      <span className="grow" />
      <ThemeButton />
    </nav>
  )
}

function LeftButton({
  tab,
  words,
  children,
}: {
  tab: LeftTab
  words: string
  children: ReactNode
}) {
  const isOn = useView((view) => view.showLeft && view.left === tab)
  const press = () => setView(isOn ? { showLeft: false } : { showLeft: true, left: tab })
  return (
    <Tip words={words} side="right">
      <button type="button" aria-pressed={isOn} aria-label={words} onClick={press}>
        {children}
      </button>
    </Tip>
  )
}

function DockButton({
  tab,
  words,
  children,
}: {
  tab: DockTab
  words: string
  children: ReactNode
}) {
  const isOn = useView((view) => view.showDock && view.dock === tab)
  const press = () => (isOn ? setView({ showDock: false }) : showDock(tab))
  return (
    <Tip words={words} side="right">
      <button type="button" aria-pressed={isOn} aria-label={words} onClick={press}>
        {children}
      </button>
    </Tip>
  )
}

function ThemeButton() {
  // Read so that the button follows a change of the setting.
  useView((view) => view.theme)
  const next = themeNow() === 'dark' ? 'light' : 'dark'
  return (
    <Tip words={`Theme: ${next}`} side="right">
      <button
        type="button"
        aria-label={`Theme: ${next}`}
        onClick={() => {
          setView({ theme: next })
          void desktop().changeSettings({ theme: next })
        }}
      >
        {next === 'dark' ? <Moon size={16} /> : <Sun size={16} />}
      </button>
    </Tip>
  )
}
