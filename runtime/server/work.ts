/**
 * What a server asks of each process that runs its project: of itself when it is the only one, of each worker through its
 * channel otherwise. Plain data goes in and out.
 */
import type { DeployReport, RuntimeStatus } from '../model/control.ts'
import type { Place } from '../model/place.ts'
import type { Project } from '../model/project.ts'
import type { Compiled } from '../services/compile.ts'
import type { Series } from '../telemetry/series.ts'

/** What is to run. */
export interface Load {
  project: Project
  /** Its services as they were compiled elsewhere: nothing is compiled here then. */
  compiled?: readonly Compiled[]
  /** Which release it is; left out: what stands in the folder. */
  release?: string
  /** It follows a folder that somebody edits: what is wrong with a file leaves the last good one, and the server ready. */
  isFollowed?: boolean
}

/** Why a server is not ready, or what is wrong with one part of it. */
export interface Reason {
  code: string
  message: string
  at?: Place
  /** Which of several workers. */
  worker?: number
}

export interface Outcome {
  report: DeployReport
  /** Errors of what was to be deployed. */
  errors: readonly Reason[]
}

export interface WorkState {
  status: RuntimeStatus
  /** Exchanges under way. */
  open: number
  /** Empty: it is ready. */
  reasons: readonly Reason[]
}

export interface Work {
  deploy(load: Load): Promise<Outcome>
  state(): Promise<WorkState>
  /**
   * Resolves as soon as it is ready but for what was `known` before, and with the new reasons when it is not after so many
   * milliseconds.
   */
  settled(within: number, known: readonly Reason[]): Promise<readonly Reason[]>
  series(): Promise<Series[]>
  /** It will be stopped soon: see `Runtime.leave`. */
  leave(): Promise<void>
  /** Milliseconds of grace. */
  stop(grace: number): Promise<void>
}

export const workMethods = [
  'deploy',
  'state',
  'settled',
  'series',
  'leave',
  'stop',
] as const satisfies readonly (keyof Work)[]

export interface WorkEvents {
  /** It listens now: what was asked before is lost. Its process id. */
  onUp: number
}
