/** Saved tests: the list at the left, by channel; what became of the chosen one, and the test itself, at the right. */
import { Play, Plus, Waypoints } from 'lucide-react'
import { useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { useLive } from '../store/live.ts'
import { useProject } from '../store/project.ts'
import { Tip } from '../ui/tip.tsx'
import { addTest } from './acts.ts'
import { counted, coveredWords } from './counts.ts'
import { Progress, ProofHead, Trouble } from './proof-head.tsx'
import { ProposalView } from './proposal-view.tsx'
import { runTests } from './run.ts'
import { setProving, useProving } from './store.ts'
import { TestDetail } from './test-detail.tsx'
import { TestList } from './test-list.tsx'

export function TestsView() {
  const [search, setSearch] = useState('')
  const chosen = useProving((state) => state.chosen)
  const proposal = useProving((state) => state.proposal)
  const test = useProject(({ project }) =>
    chosen === undefined ? undefined : project.tests[chosen],
  )
  return (
    <>
      <ProofHead>
        <Tools search={search} setSearch={setSearch} />
      </ProofHead>
      <Trouble />
      <div className="proving-body">
        <Group orientation="horizontal">
          <Panel id="tests" minSize="200px" defaultSize="34%">
            <TestList search={search} chosen={chosen} />
          </Panel>
          {(proposal || test) && (
            <>
              <Separator />
              <Panel id="test" minSize="260px">
                {proposal ? (
                  <ProposalView key={proposal.cid} proposal={proposal} />
                ) : (
                  test && <TestDetail key={test.name} test={test} />
                )}
              </Panel>
            </>
          )}
        </Group>
      </div>
    </>
  )
}

function Tools({ search, setSearch }: { search: string; setSearch(text: string): void }) {
  const tests = useProject(({ project }) => project.tests)
  const revision = useProject((state) => state.revision)
  const results = useProving((state) => state.results)
  const isBusy = useProving((state) => state.underway !== undefined)
  const connected = useLive((live) => live.connected)
  const { all, passed, failed, stale } = counted(tests, results, revision)
  const lost = Object.keys(tests).filter((name) =>
    /failed|error/.test(results[name]?.result.outcome ?? ''),
  )
  return (
    <>
      <button
        type="button"
        className="btn small primary"
        disabled={all === 0 || isBusy || !connected}
        onClick={() => void runTests()}
      >
        <Play size={11} fill="currentColor" />
        Run all
      </button>
      {lost.length > 0 && (
        <button
          type="button"
          className="btn small"
          disabled={isBusy || !connected}
          onClick={() => void runTests(lost)}
        >
          Run the failed
        </button>
      )}
      <button type="button" className="btn small ghost" onClick={() => addTest()}>
        <Plus size={13} />
        New test
      </button>
      <Progress />
      <span className="muted cut" role="status">
        {passed + failed > 0 && `${passed} passed, ${failed} failed`}
        {stale > 0 && ', before the last change'}
      </span>
      <span className="grow" />
      <CoverageSwitch />
      <input
        className="search proving-search"
        type="search"
        placeholder="Find a test…"
        aria-label="Find a test"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
    </>
  )
}

function CoverageSwitch() {
  const project = useProject((state) => state.project)
  const coverage = useProving((state) => state.coverage)
  const isOn = useProving((state) => state.showCoverage)
  const words = coverage
    ? `Tests went through ${coveredWords(project, coverage)}. Shows it on the canvas.`
    : 'Run all tests first: then the canvas can show which nodes and links they went through.'
  return (
    <Tip words={words}>
      <button
        type="button"
        className={`btn small ${isOn ? '' : 'ghost'}`}
        aria-pressed={isOn}
        disabled={!coverage}
        onClick={() => setProving({ showCoverage: !isOn })}
      >
        <Waypoints size={13} />
        Coverage
      </button>
    </Tip>
  )
}
