/** What the admin API works on: whatever runs projects, one process or several. It is handed this and knows no more of it. */
import type { Place } from '../model/place.ts'
import type { Problem } from '../model/problem.ts'
import type { Project } from '../model/project.ts'

export interface Reason {
  code: string
  message: string
  at?: Place
  worker?: number
}

export interface Candidate {
  project: Project
  /** `compiled.json` of the archive, as it is. */
  compiled?: string
  release?: string
}

export interface Activation {
  isDone: boolean
  reasons: readonly Reason[]
  /** Milliseconds. */
  took: number
}

export interface Target {
  /** What of a project this server cannot run, besides what any check finds. */
  problemsOf(project: Project): readonly Problem[]
  running(): Project
  /** What stands in the server's own folder. */
  initial(): Candidate
  /** All or none; see `Fleet.switchTo`. @param within Milliseconds for each process. */
  switchTo(candidate: Candidate, within: number): Promise<Activation>
  /** Of each process, for people and programs. */
  status(): Promise<{ ready: boolean; reasons: readonly Reason[]; [name: string]: unknown }>
}
