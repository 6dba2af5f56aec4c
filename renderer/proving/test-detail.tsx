/** One test: how it went, and the test itself as the file has it. */
import { Play } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { SavedTest } from '../../runtime/model/saved-test.ts'
import { testChannelNamed } from '../commands/test-channel.ts'
import { Badge } from '../messages/status.tsx'
import { useProject } from '../store/project.ts'
import { outcomeOf } from './counts.ts'
import { runTests } from './run.ts'
import { useProving } from './store.ts'
import { TestResultView } from './test-result.tsx'

const TestEditor = lazy(async () => ({ default: (await import('./test-editor.tsx')).TestEditor }))

type Side = 'result' | 'test'

export function TestDetail({ test }: { test: SavedTest }) {
  const known = useProving((state) => state.results[test.name])
  const revision = useProject((state) => state.revision)
  const isBusy = useProving((state) => state.underway !== undefined)
  const [side, setSide] = useState<Side>(known ? 'result' : 'test')
  const outcome = outcomeOf(test, known, revision)
  // How it went is what one wants to see as soon as it has run.
  const seen = useRef(known?.at)
  useEffect(() => {
    if (known?.at !== seen.current) setSide('result')
    seen.current = known?.at
  }, [known?.at])
  return (
    <section className="exchange test-detail" aria-label={`Test ${test.name}`}>
      <header className="exchange-head">
        <Badge {...outcome} />
        <b className="cut" title={test.description}>
          {test.name}
        </b>
        <span className="grow" />
        <div className="payload-choice" role="tablist" aria-label="Sides of the test">
          {(['result', 'test'] as const).map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              aria-selected={side === each}
              onClick={() => setSide(each)}
            >
              {each === 'result' ? 'Result' : 'Test'}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="btn small ghost"
          title="Opens the form in which the channel is tested by hand"
          onClick={() => testChannelNamed(test.channel)}
        >
          Test by hand
        </button>
        <button
          type="button"
          className="btn small"
          disabled={isBusy}
          onClick={() => {
            setSide('result')
            void runTests([test.name])
          }}
        >
          <Play size={11} fill="currentColor" />
          Run
        </button>
      </header>
      {side === 'result' ? (
        <TestResultView test={test} known={known} />
      ) : (
        <Suspense fallback={<p className="exchange-note">Loading the editor…</p>}>
          <TestEditor test={test} />
        </Suspense>
      )}
    </section>
  )
}
