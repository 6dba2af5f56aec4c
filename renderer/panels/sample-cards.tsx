/** Samples to begin with: what each shows, what it needs, and a press opens it. */
import { TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { SampleInfo } from '../../electron/desktop.ts'
import { desktop } from '../desktop.ts'
import { failureOf } from '../store/failure.ts'
import { openAnother } from '../store/start.ts'
import { tell } from '../store/toasts.ts'

export function SampleFacts({
  sample: { title, description, shows, needs },
}: {
  sample: SampleInfo
}) {
  return (
    <>
      <b>{title}</b>
      <small>{description}</small>
      {shows.length > 0 && (
        <span className="sample-shows">
          {shows.map((word) => (
            <span key={word} className="badge">
              {word}
            </span>
          ))}
        </span>
      )}
      {needs ? (
        <span className="sample-needs">
          <TriangleAlert size={13} aria-hidden="true" />
          <span>Needs: {needs}</span>
        </span>
      ) : null}
    </>
  )
}

/** Opens the one that is pressed, made in the usual place when it is not there yet. */
export function SampleCards({ opened }: { opened?(): void }) {
  const [samples, setSamples] = useState<readonly SampleInfo[]>([])
  const [busy, setBusy] = useState<string>()
  useEffect(() => {
    void desktop().samples().then(setSamples)
  }, [])
  const open = async (id: string) => {
    if (busy) return
    setBusy(id)
    try {
      await openAnother(() => desktop().openSample(id))
      opened?.()
    } catch (thrown) {
      tell({ kind: 'error', title: 'Not opened', text: failureOf(thrown).message })
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <div className="sample-cards">
      {samples
        .filter(({ shows }) => shows.length > 0)
        .map((sample) => (
          <button
            key={sample.id}
            type="button"
            className="choice-card"
            aria-busy={busy === sample.id}
            onClick={() => void open(sample.id)}
          >
            <SampleFacts sample={sample} />
          </button>
        ))}
    </div>
  )
}

export function SamplesDialog({ close }: { close(): void }) {
  return (
    <div className="dialog">
      <h2>Samples</h2>
      <p className="muted">Each is a project of your own to change; it is made in your folder.</p>
      <SampleCards opened={close} />
    </div>
  )
}
