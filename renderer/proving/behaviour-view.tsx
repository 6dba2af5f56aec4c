/** What the project as it is drawn would do otherwise than what happened: the last messages once more, with recorded answers. */
import { Scale } from 'lucide-react'
import { useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import type { BehaviourGroup, BehaviourReport } from '../../runtime/model/proving.ts'
import { shortCid, tookText } from '../messages/amounts.ts'
import { useLive } from '../store/live.ts'
import { useProject } from '../store/project.ts'
import { selectExchange } from '../store/selection.ts'
import { showDock } from '../store/view.ts'
import { Differences, PlaceLink } from './differences.tsx'
import { Progress, ProofHead, Trouble } from './proof-head.tsx'
import { compareBehaviour } from './run.ts'
import { useProving } from './store.ts'

const limits = [50, 200, 1000, 5000] as const

export function BehaviourView() {
  const [limit, setLimit] = useState<number>(200)
  const [channel, setChannel] = useState('')
  const channels = useProject(({ project }) => project.channels)
  const isBusy = useProving((state) => state.underway !== undefined)
  const connected = useLive((live) => live.connected)
  const behaviour = useProving((state) => state.behaviour)
  return (
    <>
      <ProofHead>
        <button
          type="button"
          className="btn small primary"
          disabled={isBusy || !connected}
          onClick={() => void compareBehaviour(limit, channel === '' ? undefined : channel)}
        >
          <Scale size={12} />
          Compare
        </button>
        <label className="proving-label">
          <span className="muted">the last</span>
          <select
            className="input select native"
            aria-label="How many messages"
            value={limit}
            onChange={(event) => setLimit(Number(event.target.value))}
          >
            {limits.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label className="proving-label">
          <span className="muted">of</span>
          <select
            className="input select native"
            aria-label="Channel"
            value={channel}
            onChange={(event) => setChannel(event.target.value)}
          >
            <option value="">all channels</option>
            {Object.keys(channels)
              .sort()
              .map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
          </select>
        </label>
        <Progress />
      </ProofHead>
      <Trouble />
      <div className="proving-body">{behaviour ? <Report report={behaviour} /> : <Teaching />}</div>
    </>
  )
}

function Teaching() {
  return (
    <p className="empty">
      The last messages go through the project as it is drawn now, with the answers that connections
      gave then. Whatever comes out otherwise is listed here by its cause, before it is deployed.
      Nothing is sent to the outside.
    </p>
  )
}

function Report({ report }: { report: BehaviourReport }) {
  const [at, setAt] = useState(0)
  const { groups } = report
  const group = groups[at] ?? groups[0]
  return (
    <div className="behaviour">
      <Summary report={report} />
      {group && (
        <Group orientation="horizontal">
          <Panel id="causes" minSize="220px" defaultSize="42%">
            <ul className="causes" aria-label="Causes, the most frequent first">
              {groups.map((each, index) => (
                <li key={`${each.kind} ${each.words}`}>
                  <button
                    type="button"
                    className="cause"
                    aria-current={each === group}
                    onClick={() => setAt(index)}
                  >
                    <span className="badge tone-warn">{each.count}</span>
                    <span className="grow">{each.words}</span>
                  </button>
                  <PlaceLink at={each.at} />
                </li>
              ))}
            </ul>
          </Panel>
          <Separator />
          <Panel id="cause" minSize="260px">
            <Cause group={group} />
          </Panel>
        </Group>
      )}
    </div>
  )
}

function Summary({ report }: { report: BehaviourReport }) {
  const { ran, same, different, skipped, took, isCancelled } = report
  const words =
    ran === 0
      ? 'There was no message to compare with.'
      : different === 0
        ? `No difference in ${ran} ${ran === 1 ? 'message' : 'messages'}.`
        : `${different} of ${ran} messages come out otherwise, ${same} the same.`
  return (
    <p className="behaviour-summary" role="status">
      <b>{words}</b>
      <span className="muted">
        {isCancelled && 'Stopped before the end. '}
        {skipped.map(({ reason, count }) => `${count} left out: ${reason}. `).join('')}
        {ran > 0 && tookText(took)}
      </span>
    </p>
  )
}

function Cause({ group }: { group: BehaviourGroup }) {
  const { example, cids, count } = group
  return (
    <section className="exchange cause-detail" aria-label="Example">
      <Differences differences={example.differences} names={['Then', 'Now']} />
      <p className="overline">
        {count === 1
          ? 'The message'
          : `The messages${count > cids.length ? `, ${cids.length} of ${count}` : ''}`}
      </p>
      <ul className="cause-cids">
        {cids.map((cid) => (
          <li key={cid}>
            <button
              type="button"
              className="link mono"
              title={cid}
              onClick={() => {
                selectExchange(cid)
                showDock('messages')
              }}
            >
              {shortCid(cid)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
