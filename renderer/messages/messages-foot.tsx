/** Under the table: how far the past was searched, and what can be done about it. Nothing while nobody asks for the past. */
import { LoaderCircle } from 'lucide-react'
import { countText } from './amounts.ts'
import { resumeSearch, stopSearch, usePast, wantMore } from './search-store.ts'

export function MessagesFoot({ isFiltered, shown }: { isFiltered: boolean; shown: number }) {
  const state = usePast((past) => past.state)
  const share = usePast((past) => past.share)
  const message = usePast((past) => past.message)
  if (state === 'idle') return null
  if (!isFiltered && state === 'more') return null
  const found = `${countText(shown)} ${shown === 1 ? 'message' : 'messages'}`
  return (
    <footer className="messages-foot" aria-live="polite">
      {state === 'searching' && (
        <>
          <LoaderCircle size={12} className="spinning" aria-hidden="true" />
          <span>
            Searching the history… {Math.floor(share * 100)} %, {found} so far
          </span>
          <Action words="Stop" act={stopSearch} />
        </>
      )}
      {state === 'more' && (
        <>
          <span>The newest {found} that match.</span>
          <Action words="More" act={wantMore} />
        </>
      )}
      {state === 'stopped' && (
        <>
          <span>
            {found} in the newest {Math.floor(share * 100)} % of the history.
          </span>
          <Action words="Search on" act={resumeSearch} />
        </>
      )}
      {state === 'whole' && (
        <span>
          {isFiltered
            ? `${found}: all that is kept was searched.`
            : 'This is the oldest message that is kept.'}
        </span>
      )}
      {state === 'failed' && (
        <>
          <span className="field-error">{message}</span>
          <Action words="Try again" act={resumeSearch} />
        </>
      )}
    </footer>
  )
}

function Action({ words, act }: { words: string; act(): void }) {
  return (
    <button type="button" className="btn small" onClick={act}>
      {words}
    </button>
  )
}
