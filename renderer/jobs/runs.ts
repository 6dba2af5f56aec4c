/** The runs of one job as the runtime's table tells them (`Control.look`): those ahead, and what became of the last. Pure. */
import type { PeerView } from '../../runtime/model/control.ts'
import { type JobOutcome, jobOutcomes } from '../../runtime/model/job.ts'

export interface RunAhead {
  /** Epoch milliseconds. */
  at: number
  /** As the clocks of the job's zone show it. */
  local: string
  /** What is odd about it, or left out before it. */
  note: string
}

export interface RunBehind {
  /** Epoch milliseconds of the time by the plan; of one by hand, when it began. */
  at: number
  outcome: JobOutcome
  /** `12 ms`; empty when nobody knows. */
  took: string
  note: string
  cid: string | undefined
}

export interface Runs {
  /** The nearest first. */
  ahead: readonly RunAhead[]
  /** Why there are no more; empty: there are. */
  ends: string
  /** The newest first. */
  behind: readonly RunBehind[]
}

export function runsOf({ columns, rows, summary }: PeerView): Runs {
  const column = (name: string) => columns.indexOf(name)
  const [time, local, outcome] = [column('Time'), column('Local'), column('Outcome')]
  const [took, note, exchange] = [column('Took'), column('Note'), column('Exchange')]
  const ahead: RunAhead[] = []
  const behind: RunBehind[] = []
  for (const { cells } of rows) {
    const cell = (at: number) => cells[at] ?? ''
    const at = Date.parse(cell(time))
    const known = jobOutcomes.find((one) => one === cell(outcome))
    if (known) {
      const cid = cell(exchange) || undefined
      behind.push({ at, outcome: known, took: cell(took), note: cell(note), cid })
    } else {
      ahead.push({ at, local: cell(local), note: cell(note) })
    }
  }
  const ends = /\bmissed\.\s*(.*)$/s.exec(summary)?.[1] ?? ''
  return { ahead: ahead.reverse(), ends, behind }
}

export type Tone = 'ok' | 'err' | 'warn' | 'quiet'

/** By words and colour, never by colour alone. */
export const outcomeFaces: Readonly<Record<JobOutcome, { words: string; tone: Tone }>> = {
  running: { words: 'running', tone: 'warn' },
  ok: { words: 'ok', tone: 'ok' },
  failed: { words: 'failed', tone: 'err' },
  timeout: { words: 'timed out', tone: 'err' },
  interrupted: { words: 'interrupted', tone: 'err' },
  'skipped-overlap': { words: 'left out', tone: 'warn' },
  missed: { words: 'missed', tone: 'warn' },
}

/** Why there was no run, or none that ended, when the runtime says no more. */
export const outcomeReasons: Readonly<Partial<Record<JobOutcome, string>>> = {
  interrupted: 'the process ended while it ran; it is not run again',
  'skipped-overlap': 'the last run had not ended',
  missed: 'nothing ran at that time',
}
