/**
 * Keeps the runtime equal to the project: deploys when the hand rests, one deploy at a time, and again on each new
 * runtime. With the switch off only `deployNow` does. What the runtime makes of it comes back as facts in `live.ts`.
 */

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { Failure, type FailureData } from '../../runtime/model/failure.ts'
import type { Project } from '../../runtime/model/project.ts'
import { control, onConnected } from './control.ts'
import { failureOf } from './failure.ts'
import { liveStore, takeDeployed } from './live.ts'
import { projectStore } from './project.ts'

/** Milliseconds without a change before a deploy: long enough for a burst, too short to notice. */
const quiet = 30

export interface Deploying {
  auto: boolean
  /** The revision that was last sent; undefined: none since the project was opened. */
  sent: number | undefined
}

export const deployStore = createStore<Deploying>(() => ({ auto: true, sent: undefined }))

export function useDeploy<T>(select: (state: Deploying) => T): T {
  return useStore(deployStore, select)
}

let timer: ReturnType<typeof setTimeout> | undefined
let underWay = false
let again = false
/** What a new runtime is given when the user has not asked for more: the last version that was deployed. */
let last: { project: Project; revision: number } | undefined

/** Deploys by itself from now on; returns the undoing. */
export function keepDeployed(): () => void {
  const unlisten = projectStore.subscribe((state, before) => {
    if (state.folder !== before.folder) last = undefined
    if (state.project === before.project || !state.folder) return
    if (deployStore.getState().auto || !last) deploySoon()
  })
  const disconnect = onConnected(() => {
    underWay = false
    const { auto } = deployStore.getState()
    if (auto || !last) deployNow()
    else void send(last.project, last.revision)
  })
  return () => {
    clearTimeout(timer)
    unlisten()
    disconnect()
  }
}

export function setAutoDeploy(auto: boolean): void {
  deployStore.setState({ auto })
  if (auto) deployNow()
}

export function deploySoon(): void {
  clearTimeout(timer)
  timer = setTimeout(deployNow, quiet)
}

export function deployNow(): void {
  clearTimeout(timer)
  const { project, revision, folder } = projectStore.getState()
  if (folder && liveStore.getState().connected) void send(project, revision)
}

/**
 * Resolves when the project as it is now runs; `false`: it did so already. Rejects with a Failure when the runtime refuses
 * it, or is not there.
 */
export async function ensureDeployed(): Promise<boolean> {
  const { project, revision } = projectStore.getState()
  const runs = () => !underWay && last !== undefined && last.revision >= revision
  if (runs() && last?.project === project && !liveStore.getState().refused) return false
  do {
    if (!underWay) deployNow()
    if (!underWay)
      throw new Failure('RUNTIME_STOPPING', 'The runtime is not running. Start it first.')
    await untilDeployed()
  } while (!runs())
  const { refused } = liveStore.getState()
  if (refused) throw Failure.fromData(refused)
  return true
}

/** The deploy under way is over, well or not. */
function untilDeployed(): Promise<void> {
  return new Promise((resolve, reject) => {
    const unlisten = liveStore.subscribe(({ connected, deploying }) => {
      if (connected && deploying) return
      unlisten()
      if (connected) resolve()
      else reject(new Failure('RUNTIME_STOPPING', 'The runtime ended before it had the project.'))
    })
  })
}

async function send(project: Project, revision: number): Promise<void> {
  if (underWay) {
    again = true
    return
  }
  underWay = true
  last = { project, revision }
  deployStore.setState({ sent: revision })
  liveStore.setState({ deploying: true })
  try {
    const report = await control().deploy({ project, revision })
    liveStore.setState((live) => takeDeployed(live, report))
  } catch (thrown) {
    takeRefused(failureOf(thrown))
  } finally {
    underWay = false
  }
  if (again) {
    again = false
    deploySoon()
  }
}

function takeRefused(refused: FailureData): void {
  // A runtime that ended meanwhile is told by its own state, and gets the project again when it is back.
  const gone = refused.code === 'RUNTIME_STOPPING'
  liveStore.setState({ deploying: false, refused: gone ? undefined : refused })
}
