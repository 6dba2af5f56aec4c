/** At the right of the parts: which way it goes, and cURL both ways. */
import { ClipboardPaste, RotateCcw, SquareTerminal } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TestDefinition, TestVia } from '../../runtime/model/testing.ts'
import { desktop } from '../desktop.ts'
import { placeKey, useLive } from '../store/live.ts'
import { tell } from '../store/toasts.ts'
import { Tip } from '../ui/tip.tsx'
import type { TestDraft } from './draft.ts'
import { changeDraft, resetDraft } from './store.ts'
import { toCurl } from './to-curl.ts'

const ways: readonly { via: TestVia; title: string }[] = [
  { via: 'transport', title: 'Network' },
  { via: 'flow', title: 'Flow' },
]

export function RequestTools(props: {
  channel: string
  draft: TestDraft
  test: TestDefinition
  paste(): void
}) {
  const { channel, draft, test, paste } = props
  const key = placeKey({ collection: 'channels', name: channel })
  const address = useLive(({ statuses }) => statuses[key]?.address)
  const copy = async (base: string) => {
    await desktop().copyText(toCurl(draft, base))
    // Not its words: a login may stand in them.
    tell({ kind: 'done', title: 'Copied the cURL' })
  }
  const words = {
    transport: 'Over the network, as its callers reach the channel',
    flow: `Straight into the flow, for when the channel cannot be reached. ${test.flowNote}`,
  }
  return (
    <div className="test-tools">
      {!test.isOneWay && (
        <div className="payload-choice" role="radiogroup" aria-label="Sent over">
          {ways.map(({ via, title }) => (
            <Tip key={via} words={words[via]}>
              {/* biome-ignore lint/a11y/useSemanticElements: as all choices of this kind here */}
              <button
                type="button"
                role="radio"
                aria-checked={draft.via === via}
                onClick={() => changeDraft(channel, (now) => ({ ...now, via }))}
              >
                {title}
              </button>
            </Tip>
          ))}
        </div>
      )}
      {address?.startsWith('http') && (
        <Tool words="Copy as cURL" run={() => void copy(new URL(address).origin)}>
          <SquareTerminal size={14} />
        </Tool>
      )}
      {address?.startsWith('http') && (
        <Tool words="Paste a cURL command" run={paste}>
          <ClipboardPaste size={14} />
        </Tool>
      )}
      <Tool words="Back to what the channel says" run={() => resetDraft(channel)}>
        <RotateCcw size={13} />
      </Tool>
    </div>
  )
}

function Tool({ words, run, children }: { words: string; run(): void; children: ReactNode }) {
  return (
    <Tip words={words}>
      <button type="button" className="btn small icon ghost" aria-label={words} onClick={run}>
        {children}
      </button>
    </Tip>
  )
}
