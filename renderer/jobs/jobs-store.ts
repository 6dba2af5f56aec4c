/** The jobs of the runtime, asked for while somebody looks at them, and again whenever something of them may have changed. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { JobView } from '../../runtime/model/job.ts'
import { control } from '../store/control.ts'
import { failureOf } from '../store/failure.ts'
import { type Live, liveStore, useLive } from '../store/live.ts'
import { type Runs, runsOf } from './runs.ts'

export interface JobsState {
  /** undefined: not asked yet. */
  jobs: readonly JobView[] | undefined
  /** Why they are not to be had. */
  trouble: string | undefined
  /** The id of the job whose runs are shown. */
  chosen: string | undefined
}

export const jobsStore = createStore<JobsState>(() => ({
  jobs: undefined,
  trouble: undefined,
  chosen: undefined,
}))

export function useJobs<T>(select: (state: JobsState) => T): T {
  return useStore(jobsStore, select)
}

export function chooseJob(id: string | undefined): void {
  jobsStore.setState({ chosen: id })
}

/** Milliseconds between two questions at the least: jobs may run every second. */
const pause = 300

let watchers = 0
let timer: ReturnType<typeof setTimeout> | undefined
let unlisten = () => {}

/** Keeps the jobs fresh until the last one who asked for it is gone. */
function watchJobs(): () => void {
  watchers += 1
  if (watchers === 1) {
    unlisten = liveStore.subscribe((live, before) => {
      if (mayDiffer(live, before)) soon()
    })
    void refresh()
  }
  return () => {
    watchers -= 1
    if (watchers > 0) return
    unlisten()
    clearTimeout(timer)
    timer = undefined
  }
}

/** Jobs that are no channels have no status; what tells of them is their exchanges. */
function mayDiffer(live: Live, before: Live): boolean {
  return (
    live.connected !== before.connected ||
    live.deployed !== before.deployed ||
    live.statuses !== before.statuses ||
    live.received !== before.received
  )
}

function soon(): void {
  timer ??= setTimeout(() => {
    timer = undefined
    void refresh()
  }, pause)
}

async function refresh(): Promise<void> {
  if (!liveStore.getState().connected) {
    jobsStore.setState({ jobs: undefined, trouble: undefined })
    return
  }
  try {
    jobsStore.setState({ jobs: await control().jobs(), trouble: undefined })
  } catch (thrown) {
    jobsStore.setState({ trouble: failureOf(thrown).message })
  }
}

export function useWatchedJobs(): JobsState {
  useEffect(watchJobs, [])
  return useJobs((state) => state)
}

export type AskedRuns = { runs?: Runs; trouble?: string }

/** The runs of a job, asked for anew whenever it says something new of itself. What was there stays until the answer is. */
export function useRuns(job: JobView | undefined): AskedRuns {
  const connected = useLive((live) => live.connected)
  const [asked, setAsked] = useState<AskedRuns>({})
  const name = job?.name
  const said = JSON.stringify(job)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the job says of itself says when to ask again
  useEffect(() => {
    if (name === undefined || !connected) return
    let isWanted = true
    void ask(name).then((next) => {
      if (isWanted) setAsked(next)
    })
    return () => {
      isWanted = false
    }
  }, [name, said, connected])
  return asked
}

async function ask(name: string): Promise<AskedRuns> {
  try {
    const view = await control().look(name)
    return view ? { runs: runsOf(view) } : {}
  } catch (thrown) {
    return { trouble: failureOf(thrown).message }
  }
}
