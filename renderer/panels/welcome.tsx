/** No project is open: begin one, open one, or go on with a recent one. */
import { useEffect, useState } from 'react'
import type { RecentProject } from '../../electron/desktop.ts'
import { desktop } from '../desktop.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { RecentList } from './recent-list.tsx'
import { SampleCards } from './sample-cards.tsx'

export function Welcome() {
  const [recent, setRecent] = useState<readonly RecentProject[]>([])
  useEffect(() => {
    void desktop().recentProjects().then(setRecent)
  }, [])
  return (
    <main className="welcome">
      <div className="welcome-box">
        <h1>
          <span className="logo" aria-hidden="true" />
          Patchbay
        </h1>
        <p className="muted">
          Draw flows that link channels to services and outgoing connections. They run as you draw
          them, and every message can be watched.
        </p>
        <div className="welcome-buttons">
          <CommandButton id="newProject" className="btn primary">
            New project…
          </CommandButton>
          <CommandButton id="openProject">Open a project…</CommandButton>
        </div>
        <section aria-label="Samples">
          <h2 className="overline">Samples</h2>
          <SampleCards />
        </section>
        {recent.length > 0 && (
          <section aria-label="Recent projects">
            <h2 className="overline">Recent</h2>
            <RecentList recent={recent} done={() => {}} />
          </section>
        )}
      </div>
    </main>
  )
}
