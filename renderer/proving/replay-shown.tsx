/** Replays all messages that the list shows: what a filter has found, say those that failed this morning. */
import { ListRestart } from 'lucide-react'
import { useMemo } from 'react'
import { isEmpty, parseFilter, passes } from '../messages/filter.ts'
import { useMessagesView } from '../messages/view-store.ts'
import { useLive } from '../store/live.ts'
import { currentProject } from '../store/project.ts'
import { planReplay } from './run.ts'

const most = 10_000

export function ReplayShown() {
  const arriving = useLive((live) => live.exchanges)
  const connected = useLive((live) => live.connected)
  const held = useMessagesView((view) => view.held)
  const text = useMessagesView((view) => view.filter)
  const filter = useMemo(() => parseFilter(text), [text])
  if (isEmpty(filter)) return null
  const plan = () => {
    const { channels } = currentProject()
    const cids = (held?.exchanges ?? arriving)
      .filter(({ channel, outcome }) => channel in channels && outcome !== 'open')
      .filter((each) => passes(filter, each))
      .map(({ cid }) => cid)
    // As they came: the oldest first.
    planReplay({ cids: [...new Set(cids.slice(0, most).reverse())] })
  }
  return (
    <button
      type="button"
      className="btn small ghost"
      disabled={!connected}
      title="Replay the messages that are shown"
      onClick={plan}
    >
      <ListRestart size={13} />
      Replay these
    </button>
  )
}
