/** Linking by keyboard: type or use the arrows to choose where to, Enter links. What may not be says why. */
import { Command } from 'cmdk'
import { useMemo } from 'react'
import type { End } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { link, mayMake } from '../commands/link.ts'
import { layoutOf } from '../edits/flow.ts'
import { nodeTitle } from '../edits/title.ts'
import { useProject } from '../store/project.ts'
import { setView } from '../store/view.ts'
import { matchScore } from '../ui/match.ts'
import { cardWidth } from './auto-place.ts'
import { endsOf, portsOf } from './ends.ts'
import { focusCanvas, screenOf } from './handle.ts'
import { useFloat } from './use-float.ts'

interface Choice {
  from: End
  to: End
  /** `error → Park`: the port is named when it is not the main one. */
  words: string
  role: string
  reason: string | undefined
}

export function LinkList({ flow, from }: { flow: string; from: string }) {
  const project = useProject((state) => state.project)
  const choices = useMemo(() => choicesOf(project, flow, from), [project, flow, from])
  const spot = layoutOf(project, flow).nodes[from] ?? { x: 0, y: 0 }
  const at = screenOf({ x: spot.x + cardWidth + 12, y: spot.y })
  const place = useFloat(at)
  const close = () => {
    setView({ linking: undefined })
    focusCanvas()
  }
  return (
    <div
      className="float"
      role="dialog"
      aria-label="Link to"
      ref={place.ref}
      style={place.style}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setView({ linking: undefined })
      }}
    >
      <Command
        label="Link to"
        loop
        filter={matchScore}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          close()
        }}
      >
        <Command.Input autoFocus placeholder={`Link ${nodeTitle(project, flow, from)} to…`} />
        <Command.List>
          <Command.Empty>No node of that name on this flow.</Command.Empty>
          {choices.map((choice) => (
            <Command.Item
              key={`${choice.from.port}>${choice.to.node}:${choice.to.port}`}
              value={`${choice.from.port} ${choice.to.node} ${choice.to.port}`}
              keywords={[choice.words]}
              onSelect={() => {
                if (link(flow, choice.from, choice.to)) close()
              }}
              className={choice.reason ? 'refused' : ''}
            >
              <span className={`dot role-${choice.role}`} aria-hidden="true" />
              <span className="grow">
                <span className="cut">{choice.words}</span>
                {choice.reason && <small>{choice.reason}</small>}
              </span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </div>
  )
}

function choicesOf(project: Project, flow: string, from: string): Choice[] {
  const nodes = Object.entries(project.flows[flow]?.nodes ?? {})
  const ends = endsOf(project, flow, from)
  const choices = ends.flatMap((start) =>
    nodes
      .filter(([id]) => id !== from)
      .flatMap(([id, node]) =>
        portsOf(project, node).in.map((port): Choice => {
          const to = { node: id, port: port.id }
          const allowed = mayMake(flow, start, to)
          return {
            from: start,
            to,
            words: wordsOf(nodeTitle(project, flow, id), start.port, port.id),
            role: node.kind,
            reason: allowed.ok ? undefined : allowed.reason,
          }
        }),
      ),
  )
  return choices.sort(
    (one, other) => Number(one.reason !== undefined) - Number(other.reason !== undefined),
  )
}

function wordsOf(target: string, from: string, to: string): string {
  const start = from === 'out' ? '' : `${from} → `
  return `${start}${target}${to === 'in' ? '' : ` (${to})`}`
}
