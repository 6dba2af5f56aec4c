// biome-ignore-all lint/a11y/useSemanticElements: rows of a tree are no list items
/** All tests by channel, each with how it went. Enter runs the chosen one. */
import { Play } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { SavedTest } from '../../runtime/model/saved-test.ts'
import { testsOf } from '../edits/tests.ts'
import { tookText } from '../messages/amounts.ts'
import { moved } from '../messages/moved.ts'
import { Badge } from '../messages/status.tsx'
import { useProject } from '../store/project.ts'
import { NameField } from '../ui/name-field.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { addTest, deleteTest, duplicateTest, renameTest, setActive } from './acts.ts'
import { grouped, outcomeOf } from './counts.ts'
import { runTests } from './run.ts'
import { setProving, useProving } from './store.ts'

export function TestList({ search, chosen }: { search: string; chosen: string | undefined }) {
  const project = useProject((state) => state.project)
  const [renaming, setRenaming] = useState<string>()
  const list = useRef<HTMLDivElement>(null)
  const groups = grouped(testsOf(project), search)
  const all = groups.flatMap(({ tests }) => tests)
  if (all.length === 0) return <None isFiltered={search !== ''} />
  const onKeyDown = (event: KeyboardEvent) => {
    if (renaming !== undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const at = all.findIndex(({ name }) => name === chosen)
    const test = all[at]
    if (event.key === 'Enter' && test) void runTests([test.name])
    else if (event.key === 'F2' && test) setRenaming(test.name)
    else if (event.key === 'Delete' && test) deleteTest(test.name)
    else if (event.key === ' ' && test) setActive(test, !test.isActive)
    else {
      const to = moved(event.key, at, all.length)
      const next = to === undefined ? undefined : all[to]
      if (!next) return
      choose(next.name)
      list.current?.querySelector(`[data-test="${CSS.escape(next.name)}"]`)?.scrollIntoView({
        block: 'nearest',
      })
    }
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={list}
      className="test-list"
      role="listbox"
      aria-label="Saved tests"
      aria-activedescendant={chosen === undefined ? undefined : rowId(chosen)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {groups.map(({ channel, tests }) => (
        <div key={channel} role="group" aria-label={channel}>
          <div className="overline test-list-channel" aria-hidden="true">
            {channel}
          </div>
          {tests.map((test) =>
            renaming === test.name ? (
              <NameField
                key={test.name}
                name={test.name}
                done={(next) => {
                  setRenaming(undefined)
                  if (next !== undefined) renameTest(test, next)
                  list.current?.focus()
                }}
              />
            ) : (
              <RowMenu
                key={test.name}
                items={[
                  { title: 'Run', run: () => void runTests([test.name]) },
                  { title: 'Rename', run: () => setRenaming(test.name) },
                  { title: 'Duplicate', run: () => duplicateTest(test) },
                  {
                    title: test.isActive ? 'Switch off' : 'Switch on',
                    run: () => setActive(test, !test.isActive),
                  },
                  { title: 'Delete', isDanger: true, run: () => deleteTest(test.name) },
                ]}
              >
                <Row test={test} isChosen={test.name === chosen} />
              </RowMenu>
            ),
          )}
        </div>
      ))}
    </div>
  )
}

function choose(name: string): void {
  setProving({ chosen: name, proposal: undefined })
}

function rowId(name: string): string {
  return `saved-test-${name.replace(/\s/g, '_')}`
}

function Row({ test, isChosen, ...menu }: { test: SavedTest; isChosen: boolean }) {
  const known = useProving((state) => state.results[test.name])
  const revision = useProject((state) => state.revision)
  const isRunning = useProving(
    ({ underway }) => underway?.what === 'tests' && known?.revision !== revision,
  )
  const { text, tone, title } = outcomeOf(test, known, revision)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it has the keys
    <div
      {...menu}
      id={rowId(test.name)}
      data-test={test.name}
      role="option"
      tabIndex={-1}
      className="test-list-row"
      aria-selected={isChosen}
      onClick={() => choose(test.name)}
      onDoubleClick={() => void runTests([test.name])}
    >
      <Badge text={isRunning && !known ? '…' : text} tone={tone} title={title} />
      <span className="cut grow" title={test.description ?? test.name}>
        {test.name}
      </span>
      {known && <span className="muted mono">{tookText(known.result.took)}</span>}
      {/* For the pointer only: an option holds no button, and Enter does the same. */}
      <span
        className="btn small icon ghost"
        aria-hidden="true"
        title="Run (Enter)"
        onClick={(event) => {
          event.stopPropagation()
          choose(test.name)
          void runTests([test.name])
        }}
      >
        <Play size={11} />
      </span>
    </div>
  )
}

function None({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <p className="empty">No test is called so.</p>
  return (
    <div className="empty">
      <p>
        No test yet. Choose a message and press “Save as test”: what went in, what came out and what
        connections answered becomes a test that runs without the outside.
      </p>
      <button type="button" className="btn small" onClick={() => addTest()}>
        New test
      </button>
    </div>
  )
}
