/** A scheduler channel's plan in words, when it runs next, and a run by hand. */
import { Play } from 'lucide-react'
import type { ProjectObject } from '../../runtime/model/project.ts'
import { runNow } from '../jobs/job-acts.ts'
import { inText, momentText } from '../jobs/job-words.ts'
import { chooseJob } from '../jobs/jobs-store.ts'
import { planSentence } from '../jobs/plan-sentence.ts'
import { placeKey, useLive } from '../store/live.ts'
import { showDock } from '../store/view.ts'
import { secondsUntil, useNow } from '../ui/countdown.ts'

export function JobSection({ channel }: { channel: ProjectObject }) {
  const { name } = channel
  const status = useLive((live) => live.statuses[placeKey({ collection: 'channels', name })])
  const next = status?.state === 'ready' ? status.next : undefined
  const now = useNow(next !== undefined)
  return (
    <section aria-label="Plan" className="job-plan">
      <p className="selectable">{planSentence(channel)}</p>
      {next !== undefined && (
        <p className="field-help">
          Next run {inText(secondsUntil(next, now))}, at {momentText(next, now)}
        </p>
      )}
      <div className="object-state-buttons">
        <button
          type="button"
          className="btn small"
          disabled={!status}
          onClick={() => void runNow({ id: name, name })}
        >
          <Play size={11} fill="currentColor" />
          Run now
        </button>
        <button
          type="button"
          className="btn small"
          onClick={() => {
            chooseJob(name)
            showDock('jobs')
          }}
        >
          All its runs
        </button>
      </div>
    </section>
  )
}
