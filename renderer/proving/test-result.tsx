/** How a test went: each difference with its place, and expected and actual beside each other. */
import { lazy, Suspense } from 'react'
import type { Expectation, SavedTest } from '../../runtime/model/saved-test.ts'
import { FailureView } from '../messages/failure-view.tsx'
import { acceptActual, maskPointer } from './acts.ts'
import { Differences } from './differences.tsx'
import type { KnownResult } from './store.ts'

const JsonDiff = lazy(async () => ({ default: (await import('./json-diff.tsx')).JsonDiff }))

export function TestResultView({
  test,
  known,
}: {
  test: SavedTest
  known: KnownResult | undefined
}) {
  if (!known) return <p className="exchange-note">It was not run yet. Enter runs it.</p>
  const { result } = known
  const { differences, failure, actual, outcome } = result
  return (
    <div className="test-result">
      {outcome === 'passed' && (
        <p className="exchange-note">
          All is as expected. What is masked was there and not compared.
        </p>
      )}
      {outcome === 'error' && failure && <FailureView failure={failure} />}
      {differences.length > 0 && (
        <>
          <Differences
            differences={differences}
            action={{
              title: 'Mask',
              hint: 'It moves: no longer compare it',
              run: (one) => maskPointer(test, one),
            }}
          />
          {outcome === 'failed' && failure && <FailureView failure={failure} />}
        </>
      )}
      {actual && differences.length > 0 && (
        <>
          <p className="test-result-bar">
            <span className="muted">Expected</span>
            <span className="muted">What came out</span>
            <button
              type="button"
              className="btn small"
              title="What came out is right: expect it from now on"
              onClick={() => acceptActual(test, actual)}
            >
              Accept what came out
            </button>
          </p>
          <Suspense fallback={<p className="exchange-note">Loading the editor…</p>}>
            <JsonDiff before={textOf(test.expect)} after={textOf(lookedAt(test.expect, actual))} />
          </Suspense>
        </>
      )}
    </div>
  )
}

function textOf(value: unknown): string {
  return JSON.stringify(value, sorted, 2)
}

/** What the test does not look at would only hide what it does. */
function lookedAt(expect: Expectation, actual: Expectation): Partial<Expectation> {
  const keys = new Set([...Object.keys(expect), 'outcome', 'code'])
  return Object.fromEntries(Object.entries(actual).filter(([key]) => keys.has(key)))
}

/** Keys in one order, so that only what differs does. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
