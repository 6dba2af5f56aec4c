/** What the table says when it has no rows: how to send the first message, or that the filter hides them. */
import { Copy } from 'lucide-react'
import type { Project } from '../../runtime/model/project.ts'
import { desktop } from '../desktop.ts'
import { type Live, useLive } from '../store/live.ts'
import { useProject } from '../store/project.ts'
import { useSelection } from '../store/selection.ts'
import { firstCurl, firstWaiting } from './first-curl.ts'
import { messagesView } from './view-store.ts'

export function EmptyMessages({
  isFiltered,
  isSearching,
}: {
  isFiltered: boolean
  isSearching: boolean
}) {
  if (!isFiltered) return <FirstMessage />
  if (isSearching) return <div className="empty" aria-busy="true" />
  return (
    <div className="empty">
      <p>No message matches the filter.</p>
      <button
        type="button"
        className="btn small"
        onClick={() => messagesView.setState({ filter: '' })}
      >
        Clear the filter
      </button>
    </div>
  )
}

function FirstMessage() {
  const statuses = useLive((live) => live.statuses)
  const connected = useLive((live) => live.connected)
  const channels = useProject((state) => state.project.channels)
  const flowName = useSelection(({ flow }) => flow)
  const flow = useProject(({ project }) => (flowName ? project.flows[flowName] : undefined))
  const line = firstCurl(statuses, channels, flow)
  if (!connected) {
    return (
      <div className="empty">
        <p>The runtime is not running. Messages show here as soon as it does.</p>
      </div>
    )
  }
  return (
    <div className="empty">
      <p>
        No message yet.{' '}
        {line ? 'Send one to see it pass, step by step:' : whatLacks(statuses, channels)}
      </p>
      {line && (
        <div className="empty-line">
          <code className="selectable">{line}</code>
          <button type="button" className="btn small" onClick={() => void desktop().copyText(line)}>
            <Copy size={12} />
            Copy
          </button>
        </div>
      )}
    </div>
  )
}

function whatLacks(statuses: Live['statuses'], channels: Project['channels']): string {
  const waiting = firstWaiting(statuses, channels)
  if (waiting) return `${waiting}: what comes in shows here.`
  return Object.keys(channels).length > 0
    ? 'No channel is ready just now: its node says why.'
    : 'Drag a REST channel onto the canvas and link it to a service: what it receives shows here.'
}
