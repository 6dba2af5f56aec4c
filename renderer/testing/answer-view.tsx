/** What came of a test: status, time and size, the body as all bodies are shown, and the journey of that very exchange. */
import { Copy, History } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import type { Control } from '../../runtime/model/control.ts'
import type { ExchangeDetail } from '../../runtime/model/trace.ts'
import { isMac, keyWords } from '../commands/keys.ts'
import { desktop } from '../desktop.ts'
import { bytesText, shortCid, tookText } from '../messages/amounts.ts'
import { FailureView } from '../messages/failure-view.tsx'
import { BodyView, PayloadView } from '../messages/payload/payload-view.tsx'
import { Badge } from '../messages/status.tsx'
import { useExchange } from '../messages/use-exchange.ts'
import { control } from '../store/control.ts'
import { answerStatus } from './answer-status.ts'
import { Journey } from './journey.tsx'
import { type Result, testingStore, useTesting } from './store.ts'

const DiffView = lazy(async () => ({ default: (await import('./diff-view.tsx')).DiffView }))

export function AnswerView({ channel }: { channel: string }) {
  const result = useTesting(({ results }) => results[channel])
  const compared = useTesting((state) => state.compared)
  const isComparing = compared.length === 2
  return (
    <section className="exchange test-answer" aria-label="Answer">
      <Head channel={channel} result={isComparing ? undefined : result} />
      {isComparing ? (
        <Suspense fallback={<p className="exchange-note">Loading the editor…</p>}>
          <DiffView ids={compared} />
        </Suspense>
      ) : result ? (
        <Answered key={result.id} result={result} />
      ) : (
        <p className="empty">
          {keyWords('Mod+Enter', isMac)} sends. What is drawn is deployed first, so that it is what
          runs.
        </p>
      )}
    </section>
  )
}

const phases = {
  deploying: 'Deploying what is drawn…',
  bringing: 'Sending the body…',
  waiting: 'Waiting for the answer…',
} as const

function Head({ channel, result }: { channel: string; result: Result | undefined }) {
  const running = useTesting((state) => state.running[channel])
  const showPast = useTesting((state) => state.showPast)
  const count = useTesting(({ past }) => past.filter((sent) => sent.channel === channel).length)
  return (
    <header className="exchange-head">
      <span className="test-outcome" aria-live="polite">
        {running ? (
          <span className="muted">{phases[running.phase]}</span>
        ) : (
          result && <Outcome result={result} />
        )}
      </span>
      <span className="grow" />
      {result?.answer.cid && !running && <CopyCid cid={result.answer.cid} />}
      <button
        type="button"
        className="btn small ghost test-history"
        aria-pressed={showPast}
        onClick={() => testingStore.setState({ showPast: !showPast, compared: [] })}
      >
        <History size={13} />
        History
        {count > 0 && <span className="muted">{count}</span>}
      </button>
    </header>
  )
}

function Outcome({ result: { answer } }: { result: Result }) {
  const { outcome, status, took, size } = answer
  return (
    <>
      <Badge {...answerStatus(answer)} />
      <span className="muted mono">
        {took > 0 && tookText(took)}
        {outcome === 'answered' && status !== undefined && ` · ${bytesText(size)}`}
      </span>
    </>
  )
}

function CopyCid({ cid }: { cid: string }) {
  return (
    <button
      type="button"
      className="btn small ghost test-cid"
      title={`Copy the correlation ID ${cid}`}
      onClick={() => void desktop().copyText(cid)}
    >
      <Copy size={12} />
      <span className="mono">{shortCid(cid)}</span>
    </button>
  )
}

/** By test, not by exchange: what a guard or a router answered has no exchange. */
const answers: Control['body'] = ({ cid }, range) => control().testAnswer(cid, range)

function Answered({ result }: { result: Result }) {
  const { id, answer, notes, body } = result
  const [step, choose] = useState<number>()
  const kept = useMemo(() => (body ? keptBody(result) : undefined), [body, result])
  // The journey tells of its own.
  const failure = answer.cid ? undefined : answer.failure
  const hasAnswer = answer.outcome === 'answered' && (answer.size > 0 || answer.headers.length > 0)
  return (
    <>
      {notes.length > 0 && <p className="payload-note test-note">{notes.join(' ')}</p>}
      <div className="exchange-body">
        <div className="exchange-steps">
          {failure && <FailureView failure={failure} />}
          {answer.cid ? (
            <Journey cid={answer.cid} chosen={step} choose={choose} />
          ) : (
            !failure && <p className="exchange-note">{whyNoJourney(answer.outcome)}</p>
          )}
        </div>
        {step !== undefined && answer.cid ? (
          <StepBody cid={answer.cid} step={step} back={() => choose(undefined)} />
        ) : (
          hasAnswer && (
            <div className="payload">
              <BodyView cid={id} step={0} side="out" sides={<b>Answer</b>} from={kept ?? answers} />
            </div>
          )
        )}
      </div>
    </>
  )
}

function whyNoJourney(outcome: Result['answer']['outcome']): string {
  return outcome === 'cancelled' ? 'Cancelled before an answer came.' : 'It reached no channel.'
}

/** A send of the past: the beginning of its body is here, whatever has become of the runtime. */
function keptBody({ answer, body = new Uint8Array() }: Result): Control['body'] {
  const { contentType, size, headers } = answer
  return async (_ref, range) => ({
    bytes: range ? body.slice(range.offset, range.offset + range.limit) : body,
    size,
    ...(contentType === undefined ? {} : { contentType }),
    headers: Object.fromEntries(headers),
    properties: {},
  })
}

function StepBody({ cid, step, back }: { cid: string; step: number; back(): void }) {
  const asked = useExchange(cid)
  const detail: ExchangeDetail | undefined = asked.state === 'here' ? asked.value : undefined
  const found = detail?.steps.find(({ id }) => id === step)
  if (!detail || !found) return <p className="exchange-note">The runtime no longer keeps it.</p>
  return (
    <div className="test-step">
      <button type="button" className="link" onClick={back}>
        ← Answer
      </button>
      <PayloadView
        key={step}
        cid={cid}
        step={found}
        outcome={detail.outcome}
        hasReply={detail.settlement === undefined}
      />
    </div>
  )
}
