/** The Problems tab of the dock. Each line leads to its place: the node, the field, the line of code. */
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef } from 'react'
import type { Problem, Severity } from '../../runtime/model/problem.ts'
import { useProblems } from '../store/problems.ts'
import { useProject } from '../store/project.ts'
import { reveal } from '../store/selection.ts'
import { groupProblems, whereIn } from './groups.ts'
import './problems.css'
import { titleIn } from './title-in.ts'

const icons = { error: CircleAlert, warning: TriangleAlert, info: Info } as const
const tones: Record<Severity, string> = { error: 'tone-err', warning: 'tone-warn', info: '' }

export function ProblemsPane() {
  const problems = useProblems((state) => state.all)
  const list = useRef<HTMLDivElement>(null)
  const groups = useMemo(() => groupProblems(problems), [problems])
  if (problems.length === 0) {
    return (
      <div className="empty">
        <CircleCheck size={20} className="problems-none" />
        <p>No problems. Every part of the project fits together.</p>
      </div>
    )
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only passes the focus between the buttons in it
    <div ref={list} className="problems" onKeyDown={(event) => moveFocus(event, list.current)}>
      {groups.map(({ file, problems: group }) => (
        <section key={file} aria-label={file}>
          <h3>
            <span className="mono cut">{file}</span>
            <span className="badge">{group.length}</span>
          </h3>
          {group.map((problem) => (
            <Line key={keyOf(problem)} problem={problem} />
          ))}
        </section>
      ))}
    </div>
  )
}

function Line({ problem }: { problem: Problem }) {
  const { severity, message, fix, at, code } = problem
  const project = useProject((state) => state.project)
  const Icon = icons[severity]
  return (
    <button type="button" className={`problem ${tones[severity]}`} onClick={() => reveal(at)}>
      <Icon size={14} aria-label={severity} />
      <span className="problem-words">
        {message}
        {fix && <span className="muted"> {fix}</span>}
      </span>
      <span className="problem-code muted">{code}</span>
      <span className="problem-place mono">
        {whereIn(at, (node) => titleIn(project, at, node))}
      </span>
    </button>
  )
}

function keyOf({ code, at, message }: Problem): string {
  return `${code} ${at.node ?? ''} ${at.link ?? ''} ${at.field ?? ''} ${at.line ?? ''} ${message}`
}

/** Up and down go from line to line; Enter is the button's own. */
function moveFocus(event: KeyboardEvent, list: HTMLElement | null) {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0 || !list) return
  const lines = [...list.querySelectorAll<HTMLElement>('.problem')]
  const next = lines[lines.indexOf(document.activeElement as HTMLElement) + by]
  event.preventDefault()
  next?.focus()
}
