/** What a designer asks of an export, and what it is told. Plain data. */

export const exportTargets = ['node', 'docker', 'compose', 'kubernetes'] as const
export type ExportTarget = (typeof exportTargets)[number]

export interface ExportOrder {
  /** The project's, absolute, as is `out`. */
  folder: string
  target: ExportTarget
  /** Values that must not go out, by name. */
  secrets: Readonly<Record<string, string>>
  /** Left out: only what would be written is told. */
  out?: string
  /** Replace what is there, whatever it is. */
  force?: boolean
}

export interface ExportPreview {
  files: readonly { path: string; size: number }[]
  /** What stands in the way; empty: nothing. */
  refusals: readonly string[]
  problems: readonly { severity: 'error' | 'warning' | 'info'; text: string }[]
  warnings: readonly string[]
  /** Secrets that have no value here, with where they are used. */
  missing: readonly { secret: string; uses: readonly string[] }[]
  /** Switched off in the project. */
  off: readonly string[]
}

export interface ExportProgress {
  /** `check`, `services`, `packages`, `engine`, `secrets`, `write`. */
  step: string
  done: number
  of: number
}

export type ExportSaid =
  | ({ kind: 'step' } & ExportProgress)
  /** `out`: it was written there. */
  | { kind: 'made'; preview: ExportPreview; out?: string }
  /** `isTaken`: something else is in the folder. */
  | { kind: 'failed'; message: string; isTaken: boolean }
