/** Messages once more, on the project as it is now: how many, whether connections are really called, and what came of it. */
import { RotateCw } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Replayed, ReplayReport } from '../../runtime/model/proving.ts'
import { shortCid, tookText } from '../messages/amounts.ts'
import { FailureView } from '../messages/failure-view.tsx'
import { Badge, type Tone } from '../messages/status.tsx'
import { useLive } from '../store/live.ts'
import { selectExchange } from '../store/selection.ts'
import { showDock } from '../store/view.ts'
import { Differences } from './differences.tsx'
import { Progress, ProofHead, Trouble } from './proof-head.tsx'
import { replay } from './run.ts'
import { type ReplayPlan, setProving, useProving } from './store.ts'

const BodyEditor = lazy(async () => ({
  default: (await import('../testing/body-editor.tsx')).BodyEditor,
}))

export function ReplayView() {
  const plan = useProving((state) => state.toReplay)
  const replayed = useProving((state) => state.replay)
  return (
    <>
      <ProofHead>
        {plan && <Choice plan={plan} />}
        <Progress />
      </ProofHead>
      <Trouble />
      <div className="proving-body">
        {replayed ? (
          <Report report={replayed.report} isReal={replayed.outgoing === 'real'} />
        ) : plan?.edited ? (
          <Edited plan={plan} edited={plan.edited} />
        ) : (
          <Teaching plan={plan} />
        )}
      </div>
    </>
  )
}

function Teaching({ plan }: { plan: ReplayPlan | undefined }) {
  if (!plan) {
    return (
      <p className="empty">
        Choose a message and press “Replay”, or filter the messages and replay all that are shown.
      </p>
    )
  }
  return (
    <p className="empty">
      {count(plan)} {plan.step ? `from “${plan.step.name}” on` : 'from the start'}, on the project
      as it is now. With recorded answers nothing reaches the outside. Really sent, connections are
      called as they were then: what has effects there has them again.
    </p>
  )
}

function count({ cids }: ReplayPlan): string {
  return cids.length === 1 ? 'One message' : `${cids.length} messages`
}

function Choice({ plan }: { plan: ReplayPlan }) {
  const [rate, setRate] = useState('')
  const isBusy = useProving((state) => state.underway !== undefined)
  const connected = useLive((live) => live.connected)
  const wanted = Number(rate)
  const perSecond = rate.trim() !== '' && wanted > 0 ? wanted : undefined
  const isMany = plan.cids.length > 1
  const run = (outgoing: 'real' | 'recorded') => void replay(plan, outgoing, perSecond)
  return (
    <>
      <button
        type="button"
        className="btn small primary"
        disabled={isBusy || !connected}
        title="Connections answer as they did then; nothing reaches the outside"
        onClick={() => run('recorded')}
      >
        <RotateCw size={12} />
        Replay {isMany ? plan.cids.length : ''} as recorded
      </button>
      <button
        type="button"
        className="btn small"
        disabled={isBusy || !connected}
        title="Connections are really called"
        onClick={() => run('real')}
      >
        Really send {isMany ? plan.cids.length : ''}
      </button>
      {isMany && (
        <label className="proving-label">
          <span className="muted">at</span>
          <input
            className="input replay-rate"
            inputMode="decimal"
            aria-label="Messages a second"
            placeholder="any rate"
            value={rate}
            onChange={(event) => setRate(event.target.value)}
          />
          <span className="muted">a second</span>
        </label>
      )}
    </>
  )
}

function Edited({ plan, edited }: { plan: ReplayPlan; edited: NonNullable<ReplayPlan['edited']> }) {
  const change = (text: string) =>
    setProving({ toReplay: { ...plan, edited: { ...edited, text } } })
  const isJson = /json/.test(edited.contentType ?? '')
  return (
    <div className="test-edit">
      <Suspense fallback={<p className="exchange-note">Loading the editor…</p>}>
        <BodyEditor
          text={edited.text}
          format={isJson ? 'json' : 'text'}
          trouble={undefined}
          onChange={change}
        />
      </Suspense>
    </div>
  )
}

const tones: Readonly<Record<Replayed['outcome'], Tone>> = {
  same: 'ok',
  different: 'warn',
  failed: 'err',
  impossible: 'quiet',
}

function Report({ report, isReal }: { report: ReplayReport; isReal: boolean }) {
  const { replayed, took, isCancelled } = report
  const same = replayed.filter(({ outcome }) => outcome === 'same').length
  const [only] = replayed
  return (
    <div className="replayed">
      <p className="behaviour-summary" role="status">
        <b>
          {replayed.length === 1 && only
            ? one[only.outcome]
            : `${same} of ${replayed.length} came out the same.`}
        </b>
        <span className="muted">
          {isCancelled && 'Stopped before the end. '}
          {isReal ? 'Really sent. ' : 'As recorded. '}
          {tookText(took)}
        </span>
        <button
          type="button"
          className="btn small ghost"
          onClick={() => setProving({ replay: undefined })}
        >
          Again
        </button>
      </p>
      <ul className="replayed-list">
        {replayed.map((each) => (
          <li key={each.cid}>
            <Line replayed={each} />
            {each.failure && <FailureView failure={each.failure} />}
            {each.differences.length > 0 && (
              <Differences differences={each.differences} names={['Then', 'Now']} />
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

const one: Readonly<Record<Replayed['outcome'], string>> = {
  same: 'It came out the same.',
  different: 'It came out otherwise.',
  failed: 'It failed.',
  impossible: 'It could not be replayed.',
}

/** Of very many that were rehearsed none is kept, and none says its cid. */
function Line({ replayed: { cid, now, outcome } }: { replayed: Replayed }) {
  return (
    <p className="replayed-line">
      <Badge text={outcome} tone={tones[outcome]} />
      <CidLink cid={cid} />
      {now !== undefined && now !== cid && (
        <>
          <span className="muted">→</span>
          <CidLink cid={now} />
        </>
      )}
    </p>
  )
}

function CidLink({ cid }: { cid: string }) {
  return (
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
  )
}
