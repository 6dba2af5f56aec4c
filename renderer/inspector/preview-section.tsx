/** What the block as it stands makes of the sample message, port by port. */
import { RotateCw } from 'lucide-react'
import { GrowingText } from '../forms/growing-text.tsx'
import { useBlockPreview, valueText } from '../forms/preview.ts'
import { shortCid } from '../messages/amounts.ts'
import type { Sample } from './sample-message.ts'

export function PreviewSection({
  type,
  config,
  sample,
  isSound,
}: {
  type: string
  config: Record<string, unknown>
  sample: Sample
  /** Nothing is wrong with the settings: what is, is told at its field. */
  isSound: boolean
}) {
  const result = useBlockPreview(isSound ? type : undefined, config, sample.message)
  return (
    <section aria-label="Preview">
      <h2 className="overline section-title">Preview</h2>
      <div className="fields">
        <div className="preview-source">
          <span className="muted cut grow">{sourceWords(sample)}</span>
          {sample.typed === undefined && sample.cid && (
            <button
              type="button"
              className="btn small icon ghost"
              aria-label="Take the newest message"
              title="Take the newest message"
              onClick={sample.refresh}
            >
              <RotateCw size={12} />
            </button>
          )}
          <button
            type="button"
            className="btn small ghost"
            onClick={() => sample.type(sample.typed === undefined ? '{\n  \n}' : undefined)}
          >
            {sample.typed === undefined ? 'Type one' : 'Use a real one'}
          </button>
        </div>
        {sample.typed !== undefined && (
          <GrowingText
            aria-label="Payload as JSON"
            value={sample.typed}
            spellCheck={false}
            aria-invalid={sample.message === undefined}
            onChange={(event) => sample.type(event.target.value)}
          />
        )}
        {result?.failure && <p className="field-error">{result.failure.message}</p>}
        {result && !result.failure && result.outputs.length === 0 && (
          <p className="pane-none">The message ends here: filtered.</p>
        )}
        {result?.outputs.map(({ port, payload }) => (
          <div key={port} className="preview-output">
            <span className="badge">{port}</span>
            <pre className="selectable">{valueText(payload)}</pre>
          </div>
        ))}
      </div>
    </section>
  )
}

function sourceWords({ typed, cid }: Sample): string {
  if (typed !== undefined) return 'payload, as JSON'
  return cid === undefined ? 'no message has passed here yet' : `message ${shortCid(cid)}`
}
