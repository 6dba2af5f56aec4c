/** A job as a small table: its next fifty runs, and what became of the last. For the designer's pane. */
import type { PeerView } from '../../model/control.ts'
import { type JobRun, type Jobs, planWords } from '../../model/job.ts'

const ahead = 50
const behind = 50

/** Times in UTC, ISO 8601. Rows of runs ahead have no outcome. @throws Failure NOT_FOUND. */
export async function viewOf(jobs: Jobs, name: string): Promise<PeerView> {
  const [job, next, history] = await Promise.all([
    jobs.get({ name }),
    jobs.next({ name }, ahead),
    jobs.history({ name }, { page: 1, pageSize: behind }),
  ])
  const { runs, failed, missed } = job
  return {
    title: 'Runs',
    summary:
      `${planWords(job.values)}: ${runs} run, ${failed} failed, ${missed} missed. ${next.ends ?? ''}`.trim(),
    columns: ['Time', 'Local', 'Outcome', 'Took', 'Note', 'Exchange'],
    rows: [
      ...next.runs
        .toReversed()
        .map(({ at, local, note }) => row(iso(at), local, '', '', note ?? '', '')),
      ...history.rows.map((run) => row(...cellsOf(run))),
    ],
  }
}

function row(...cells: string[]): PeerView['rows'][number] {
  return { cells, isOurs: true }
}

function cellsOf(run: JobRun): string[] {
  const { slot, started, took, outcome, cid, jitter } = run
  const late = slot === undefined ? 0 : started - slot - (jitter ?? 0)
  const notes = [
    slot === undefined ? 'by hand' : '',
    run.count === undefined
      ? ''
      : `${run.count}${run.isMore ? ' or more' : ''} since ${iso(run.first ?? started)}`,
    jitter === undefined ? '' : `put off by ${jitter} ms`,
    cid !== undefined && late > 1000 ? `${Math.round(late / 1000)} s late` : '',
    run.error ?? '',
  ]
  return [
    iso(slot ?? started),
    '',
    outcome,
    took === undefined ? '' : `${took} ms`,
    notes.filter((note) => note !== '').join('; '),
    cid ?? '',
  ]
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}
