/** The last and the next runs of a job on one line of time. What is odd about one of them, the list beside it says in words. */
import { useMemo } from 'react'
import type { Runs } from './runs.ts'
import { type Mark, middle, spanText, stripOf } from './strip.ts'

const width = 1000

export function RunStrip({
  runs,
  isOn,
  isTall = false,
}: {
  runs: Runs
  /** Off: the runs ahead are only what its plan would have. */
  isOn: boolean
  isTall?: boolean
}) {
  // Drawn anew with each answer; between two of them now has moved by less than a run.
  const { marks, ahead, behind } = useMemo(() => stripOf(runs, Date.now()), [runs])
  const tones = [...new Set(marks.map(({ tone }) => tone))]
  const gaps = runs.ahead.filter(({ note }) => note !== '').length
  const words = [
    `${runs.behind.length} runs behind`,
    `${runs.ahead.length} ahead`,
    gaps > 0 ? `${gaps} of them with a note` : '',
  ]
  return (
    <div className={`run-strip ${isTall ? 'tall' : ''} ${isOn ? '' : 'off'}`}>
      <svg
        viewBox={`0 0 ${width} 20`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.filter(Boolean).join(', ')}
      >
        <path className="strip-line" d={`M0 10H${width}`} />
        {tones.map((tone) => (
          <path key={tone} className={`strip-${tone}`} d={pathOf(marks, tone)} />
        ))}
        <path className="strip-now" d={`M${middle * width} 0V20`} />
      </svg>
      {isTall && (
        <div className="strip-scale" aria-hidden="true">
          <span style={{ left: 0 }}>{behind > 0 ? `${spanText(behind)} ago` : ''}</span>
          <span style={{ left: `${middle * 100}%` }} className="middle">
            now
          </span>
          <span style={{ right: 0 }}>{ahead > 0 ? `in ${spanText(ahead)}` : ''}</span>
        </div>
      )}
    </div>
  )
}

function pathOf(marks: readonly Mark[], wanted: Mark['tone']): string {
  return marks
    .filter(({ tone }) => tone === wanted)
    .map(({ at }) => `M${Math.round(at * (width - 4)) + 2} 3V17`)
    .join('')
}
