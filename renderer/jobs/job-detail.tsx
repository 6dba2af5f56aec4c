/** One job: its plan in words, its runs on a strip of time, and as lists: those ahead with what is odd about them, those behind. */
import { Play, SquareArrowOutUpRight, Trash2, X } from 'lucide-react'
import type { JobView } from '../../runtime/model/job.ts'
import { Badge } from '../messages/status.tsx'
import { reveal } from '../store/selection.ts'
import { secondsUntil, useNow } from '../ui/countdown.ts'
import { removeJob, runNow, showMessage } from './job-acts.ts'
import { useStatus } from './job-row.tsx'
import { inText, jobState, momentText } from './job-words.ts'
import { chooseJob, useRuns } from './jobs-store.ts'
import { planSentence } from './plan-sentence.ts'
import { RunStrip } from './run-strip.tsx'
import { outcomeFaces, outcomeReasons, type RunAhead, type RunBehind, type Runs } from './runs.ts'
import { useIsOn } from './use-is-on.ts'

export function JobDetail({ job }: { job: JobView }) {
  const { runs, trouble } = useRuns(job)
  const { why, tone } = jobState(job, useStatus(job))
  const isOn = useIsOn(job)
  return (
    <section className="job-detail" aria-label={`Runs of ${job.name}`}>
      <Head job={job} />
      <div className="job-body selectable">
        <p>{planSentence(job.values)}</p>
        {job.isChanged && (
          <p className="field-help warn">
            Changed while the project runs. That holds until the channel itself is changed.
          </p>
        )}
        {why && <p className={`field-help ${tone === 'quiet' ? '' : 'warn'}`}>{why}</p>}
        {trouble && <p className="field-error">{trouble}</p>}
        <p className="field-help">
          {job.runs} {job.runs === 1 ? 'run' : 'runs'}, {job.failed} failed, {job.missed} missed
          {job.service && `; calls ${job.service}`}
        </p>
        {runs && <RunStrip runs={runs} isOn={isOn} isTall />}
        {runs && <RunLists runs={runs} isOn={isOn} />}
      </div>
    </section>
  )
}

function Head({ job }: { job: JobView }) {
  const { id, name, source } = job
  return (
    <header className="exchange-head">
      <b className="cut">{name}</b>
      {source === 'runtime' && <Badge text="made while running" tone="quiet" />}
      <span className="grow" />
      <button type="button" className="btn small" onClick={() => void runNow(job)}>
        <Play size={11} fill="currentColor" />
        Run now
      </button>
      {source === 'channel' ? (
        <HeadButton
          words={`Open the channel ${name}`}
          press={() => reveal({ collection: 'channels', name })}
        >
          <SquareArrowOutUpRight size={13} />
        </HeadButton>
      ) : (
        <HeadButton
          words="Delete the job and its history"
          press={() => void removeJob({ id, name })}
        >
          <Trash2 size={13} />
        </HeadButton>
      )}
      <HeadButton words="Close the job" press={() => chooseJob(undefined)}>
        <X size={14} />
      </HeadButton>
    </header>
  )
}

function HeadButton(props: { words: string; press(): void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      className="btn small icon ghost"
      aria-label={props.words}
      title={props.words}
      onClick={props.press}
    >
      {props.children}
    </button>
  )
}

function RunLists({ runs: { ahead, behind, ends }, isOn }: { runs: Runs; isOn: boolean }) {
  const now = useNow(ahead.length > 0)
  return (
    <div className="run-lists">
      <section aria-label="Runs ahead">
        <h3 className="overline">{isOn ? 'Ahead' : 'Ahead, once it is on'}</h3>
        <ol>
          {ahead.map((run) => (
            <Ahead key={run.at} run={run} now={now} />
          ))}
        </ol>
        {ends && <p className="run-note">{ends}</p>}
        {ahead.length === 0 && !ends && <p className="muted">none</p>}
      </section>
      <section aria-label="Runs behind">
        <h3 className="overline">Behind</h3>
        <ol>
          {behind.map((run) => (
            <Behind key={`${run.cid ?? run.outcome} ${run.at}`} run={run} now={now} />
          ))}
        </ol>
        {behind.length === 0 && <p className="muted">none yet</p>}
      </section>
    </div>
  )
}

function Ahead({ run: { at, local, note }, now }: { run: RunAhead; now: number }) {
  return (
    <li className="run-line" title={new Date(at).toISOString()}>
      <span>{local}</span>
      <span className="muted">{inText(secondsUntil(at, now))}</span>
      {note && <span className="run-note warn">{note}</span>}
    </li>
  )
}

function Behind({ run, now }: { run: RunBehind; now: number }) {
  const { at, outcome, took, note, cid } = run
  const { words, tone } = outcomeFaces[outcome]
  const why = [note, outcomeReasons[outcome]].filter(Boolean).join('; ')
  const line = (
    <>
      <span>{momentText(at, now)}</span>
      <Badge text={words} tone={tone} />
      <span className="muted">{took}</span>
      {why && <span className="run-note">{why}</span>}
    </>
  )
  if (!cid) return <li className="run-line">{line}</li>
  return (
    <li>
      <button
        type="button"
        className="run-line open"
        title="Show the message"
        onClick={() => showMessage(cid)}
      >
        {line}
      </button>
    </li>
  )
}
