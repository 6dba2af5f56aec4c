// biome-ignore-all lint/a11y/useSemanticElements: only the rows in view exist, and a table element wants them all
/** One job in the list: on or off, how it is doing, when it runs next, what became of its last run, and both on a strip of time. */
import { Play } from 'lucide-react'
import { type JobView, planWords } from '../../runtime/model/job.ts'
import { Badge } from '../messages/status.tsx'
import { placeKey, useLive } from '../store/live.ts'
import { secondsUntil, useNow } from '../ui/countdown.ts'
import { Switch } from '../ui/switch.tsx'
import { runNow, setActive, showMessage } from './job-acts.ts'
import { inText, jobState, momentText } from './job-words.ts'
import { chooseJob, useRuns } from './jobs-store.ts'
import { RunStrip } from './run-strip.tsx'
import { outcomeFaces, outcomeReasons, type RunBehind } from './runs.ts'
import { useIsOn } from './use-is-on.ts'

export const jobRowHeight = 44

export function JobRow({
  job,
  index,
  isSelected,
}: {
  job: JobView
  index: number
  isSelected: boolean
}) {
  const { id, name, values, source, service } = job
  const { runs } = useRuns(job)
  const isOn = useIsOn(job)
  const status = useStatus(job)
  const { words, tone, why } = jobState(job, status)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
    <div
      id={`job-${index}`}
      className="job-row"
      role="row"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-rowindex={index + 1}
      onClick={() => chooseJob(id)}
    >
      <Cell>
        <Switch
          label={`${name} is on`}
          isOn={isOn}
          onChange={(next) => void setActive(job, next)}
        />
      </Cell>
      <Cell
        className="job-name"
        title={source === 'runtime' ? `Made while running, calls ${service}` : name}
      >
        <b className="cut">{name}</b>
        <small className="cut">{planWords(values)}</small>
      </Cell>
      <Cell>
        <Badge text={words} tone={tone} title={why} />
      </Cell>
      <Cell className="job-next">
        <Next at={status?.state === 'incomplete' ? undefined : job.next} />
      </Cell>
      <Cell className="job-last">
        <Last run={runs?.behind[0]} />
      </Cell>
      <Cell className="job-strip">{runs && <RunStrip runs={runs} isOn={isOn} />}</Cell>
      <Cell>
        <button
          type="button"
          className="btn small"
          aria-label={`Run ${name} now`}
          title="Run now, whatever its plan says"
          onClick={(event) => {
            event.stopPropagation()
            void runNow(job)
          }}
        >
          <Play size={11} fill="currentColor" />
          Run now
        </button>
      </Cell>
    </div>
  )
}

export function useStatus({ name, source }: JobView) {
  return useLive((live) =>
    source === 'channel' ? live.statuses[placeKey({ collection: 'channels', name })] : undefined,
  )
}

export function Next({ at }: { at: number | undefined }) {
  const now = useNow(at !== undefined)
  if (at === undefined) return <span className="muted">no run ahead</span>
  return (
    <>
      <span className="cut">{inText(secondsUntil(at, now))}</span>
      <small className="cut">{momentText(at, now)}</small>
    </>
  )
}

function Last({ run }: { run: RunBehind | undefined }) {
  if (!run) return <span className="muted">never ran</span>
  const { words, tone } = outcomeFaces[run.outcome]
  const why = run.note || outcomeReasons[run.outcome]
  const { cid } = run
  const badge = <Badge text={words} tone={tone} {...(why ? { title: why } : {})} />
  return (
    <>
      {cid ? (
        <button
          type="button"
          className="job-open"
          aria-label={`${words}: show the message`}
          onClick={(event) => {
            event.stopPropagation()
            showMessage(cid)
          }}
        >
          {badge}
        </button>
      ) : (
        badge
      )}
      <small className="cut">{momentText(run.at, Date.now())}</small>
    </>
  )
}

function Cell(props: { children: React.ReactNode; className?: string; title?: string }) {
  return (
    <span role="gridcell" tabIndex={-1} className={props.className} title={props.title}>
      {props.children}
    </span>
  )
}
