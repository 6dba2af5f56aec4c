/** The Jobs tab of the dock: all jobs, and beside them the runs of the chosen one. */
import { type KeyboardEvent, useCallback, useRef } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { moved } from '../messages/moved.ts'
import { useLive } from '../store/live.ts'
import { FixedRows, showRow } from '../ui/fixed-rows.tsx'
import { JobDetail } from './job-detail.tsx'
import { JobRow, jobRowHeight } from './job-row.tsx'
import './jobs.css'
import type { JobView } from '../../runtime/model/job.ts'
import { chooseJob, useWatchedJobs } from './jobs-store.ts'

export function JobsPane() {
  const { jobs, trouble, chosen } = useWatchedJobs()
  const connected = useLive((live) => live.connected)
  const job = jobs?.find(({ id }) => id === chosen)
  if (!connected)
    return <Empty words="The runtime is not running. Jobs show here as soon as it does." />
  if (trouble && !jobs) return <Empty words={trouble} />
  if (!jobs) return <Empty words="Asking the runtime…" />
  if (jobs.length === 0) {
    return (
      <Empty words="No job yet. Drag a Scheduler channel onto the canvas, give it a plan, and link it to what it shall run." />
    )
  }
  return (
    <Group className="jobs-pane" orientation="horizontal">
      <Panel id="jobs" minSize="30%">
        <JobList jobs={jobs} chosen={chosen} />
      </Panel>
      {job && (
        <>
          <Separator />
          <Panel id="job" defaultSize="46%" minSize="260px">
            <JobDetail key={job.id} job={job} />
          </Panel>
        </>
      )}
    </Group>
  )
}

function Empty({ words }: { words: string }) {
  return (
    <div className="empty">
      <p>{words}</p>
    </div>
  )
}

function JobList({ jobs, chosen }: { jobs: readonly JobView[]; chosen: string | undefined }) {
  const scroller = useRef<HTMLDivElement>(null)
  const at = jobs.findIndex(({ id }) => id === chosen)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') chooseJob(undefined)
    const to = moved(event.key, at, jobs.length)
    if (to === undefined) return
    event.preventDefault()
    chooseJob(jobs[to]?.id)
    showRow(scroller.current, to, jobRowHeight)
  }
  const row = useCallback(
    (index: number) => {
      const job = jobs[index]
      return job && <JobRow key={job.id} job={job} index={index} isSelected={job.id === chosen} />
    },
    [jobs, chosen],
  )
  return (
    <FixedRows
      scroller={scroller}
      className="jobs-list"
      role="grid"
      label="Jobs, by name"
      {...(at >= 0 ? { active: `job-${at}` } : {})}
      count={jobs.length}
      rowHeight={jobRowHeight}
      row={row}
      onKeyDown={onKeyDown}
    />
  )
}
