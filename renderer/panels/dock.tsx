/** The panes below: messages, jobs, problems, log. */
import { X } from 'lucide-react'
import { HistoryPane } from '../history/history-pane.tsx'
import { JobsPane } from '../jobs/jobs-pane.tsx'
import { LogPane } from '../log/log-pane.tsx'
import { LogTools } from '../log/log-tools.tsx'
import { MessagesPane } from '../messages/messages-pane.tsx'
import { MessagesTools } from '../messages/messages-tools.tsx'
import { ProblemsPane } from '../problems/problems-pane.tsx'
import { TestsCount } from '../proving/tests-count.tsx'
import { TestsPane } from '../proving/tests-pane.tsx'
import { useProblems } from '../store/problems.ts'
import { type DockTab, setView, useView } from '../store/view.ts'
import { TestPane } from '../testing/test-pane.tsx'
import { CommandButton } from '../ui/command-button.tsx'

const tabs: readonly { tab: DockTab; title: string }[] = [
  { tab: 'messages', title: 'Messages' },
  { tab: 'test', title: 'Test' },
  { tab: 'tests', title: 'Tests' },
  { tab: 'jobs', title: 'Jobs' },
  { tab: 'problems', title: 'Problems' },
  { tab: 'log', title: 'Log' },
  { tab: 'history', title: 'History' },
]

export function Dock() {
  const active = useView((view) => view.dock)
  return (
    <section className="dock" aria-label="Messages, problems and log">
      <div className="dock-tabs">
        <div role="tablist" className="dock-list">
          {tabs.map(({ tab, title }) => (
            <button
              key={tab}
              type="button"
              role="tab"
              className="tab"
              aria-selected={tab === active}
              onClick={() => setView({ dock: tab })}
            >
              {title}
              {tab === 'problems' && <ProblemCount />}
              {tab === 'tests' && <TestsCount />}
            </button>
          ))}
        </div>
        <div className="grow" />
        {active === 'messages' && <MessagesTools />}
        {active === 'log' && <LogTools />}
        <CommandButton id="togglePanel" className="btn small icon ghost dock-close">
          <X size={14} />
        </CommandButton>
      </div>
      <div className="dock-body" role="tabpanel">
        {active === 'messages' && <MessagesPane />}
        {active === 'test' && <TestPane />}
        {active === 'tests' && <TestsPane />}
        {active === 'jobs' && <JobsPane />}
        {active === 'problems' && <ProblemsPane />}
        {active === 'log' && <LogPane />}
        {active === 'history' && <HistoryPane />}
      </div>
    </section>
  )
}

function ProblemCount() {
  const errors = useProblems((problems) => problems.errors)
  const warnings = useProblems((problems) => problems.warnings)
  if (errors + warnings === 0) return null
  return (
    <span className={`badge ${errors > 0 ? 'tone-err' : 'tone-warn'}`}>{errors + warnings}</span>
  )
}
