import { useEffect, useState } from 'react'
import type { RecentProject } from '../../electron/desktop.ts'
import { desktop } from '../desktop.ts'
import { setView } from '../store/view.ts'
import { RecentList } from './recent-list.tsx'

export function RecentDialog() {
  const [recent, setRecent] = useState<readonly RecentProject[]>()
  useEffect(() => {
    void desktop().recentProjects().then(setRecent)
  }, [])
  return (
    <div className="dialog">
      <h2>Recent projects</h2>
      {recent && recent.length === 0 && <p className="muted">None yet.</p>}
      {recent && <RecentList recent={recent} done={() => setView({ over: undefined })} />}
    </div>
  )
}
