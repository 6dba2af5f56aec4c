/** What stands at the right of the dock's tabs while Messages is shown: the filter, pause and clear. */
import { Pause, Play, Trash2 } from 'lucide-react'
import { ReplayShown } from '../proving/replay-shown.tsx'
import { useLive } from '../store/live.ts'
import { countText } from './amounts.ts'
import { FilterBox } from './filter-box.tsx'
import { clearMessages, togglePause, useMessagesView } from './view-store.ts'

export function MessagesTools() {
  return (
    <div className="dock-tools">
      <History />
      <LeftOut />
      <FilterBox />
      <ReplayShown />
      <PauseButton />
      <button
        type="button"
        className="btn small icon ghost"
        title="Clear the messages, those on disk as well"
        aria-label="Clear the messages"
        onClick={() => void clearMessages()}
      >
        <Trash2 size={14} />
      </button>
    </div>
  )
}

function PauseButton() {
  const held = useMessagesView((view) => view.held)
  const received = useLive((live) => live.received)
  if (!held) {
    return (
      <button
        type="button"
        className="btn small icon ghost"
        title="Hold the list still; receiving goes on"
        aria-label="Pause the list"
        onClick={togglePause}
      >
        <Pause size={14} />
      </button>
    )
  }
  return (
    <button type="button" className="btn small is-paused" onClick={togglePause}>
      <Play size={12} />
      Paused · {countText(Math.max(0, received - held.received))} new
    </button>
  )
}

/** What is wrong with the history on disk, and nothing while all is well. */
function History() {
  const { state, reason, leftOut } = useLive((live) => live.history)
  if (state === 'locked' || state === 'failing') {
    return (
      <span className="badge tone-warn" title={reason?.message}>
        history not kept
      </span>
    )
  }
  if (leftOut === 0) return null
  const words = 'More messages came than the disk took: so many of them are not in the history.'
  return (
    <span className="muted cut" title={words}>
      {countText(leftOut)} not kept
    </span>
  )
}

/** Under load the runtime sends a sample of the rows; that is said, never hidden. */
function LeftOut() {
  const leftOut = useLive((live) => live.leftOut)
  if (leftOut === 0) return null
  return (
    <span
      className="muted cut"
      title="So many messages a second are not listed one by one. All of them count in the figures."
    >
      {countText(leftOut)} not listed
    </span>
  )
}
