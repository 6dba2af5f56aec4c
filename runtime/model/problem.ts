/** What is wrong with a project, as a list for people: never thrown, always complete. */
import type { Place } from './place.ts'

export type Severity = 'error' | 'warning' | 'info'

export interface Problem {
  /** Stable, `NAME_TAKEN`, `REFERENCE_MISSING`; the table is in `problem-codes.ts`. */
  code: string
  severity: Severity
  /** What is wrong, with the names the user gave. */
  message: string
  at: Place
  /** What to do about it, one sentence. */
  fix?: string
}
