/** One link: from where to where, what it carries. */
import { Spline } from 'lucide-react'
import { shortRate } from '../canvas/short-figures.ts'
import { unlink } from '../edits/link.ts'
import { nodeTitle } from '../edits/title.ts'
import { countText } from '../messages/amounts.ts'
import { linkKey, useLive } from '../store/live.ts'
import { currentProject, dispatch, useProject } from '../store/project.ts'
import { selectOnCanvas } from '../store/selection.ts'
import { Head } from './head.tsx'

export function LinkPanel({ flow, id }: { flow: string; id: string }) {
  const project = useProject((state) => state.project)
  const figures = useLive((live) => live.links[linkKey(flow, id)])
  const link = project.flows[flow]?.links[id]
  if (!link) return null
  const { from, to } = link
  return (
    <>
      <Head
        hue=""
        icon={<Spline size={16} />}
        title={`${nodeTitle(project, flow, from.node)} → ${nodeTitle(project, flow, to.node)}`}
        kind="Link"
      />
      <div className="inspector-body">
        <div className="fields">
          <Row
            word="From"
            title={nodeTitle(project, flow, from.node)}
            port={from.port}
            node={from.node}
          />
          <Row word="To" title={nodeTitle(project, flow, to.node)} port={to.port} node={to.node} />
          <div className="input fixed">
            <span className="grow">Carried</span>
            <span className="muted">
              {countText(figures?.total ?? 0)}
              {figures && figures.rate > 0 ? ` · ${shortRate(figures.rate)}` : ''}
            </span>
          </div>
          <button
            type="button"
            className="btn danger"
            onClick={() => {
              selectOnCanvas([])
              dispatch(unlink(currentProject(), flow, [id]))
            }}
          >
            Remove the link
          </button>
        </div>
      </div>
    </>
  )
}

function Row({
  word,
  title,
  port,
  node,
}: {
  word: string
  title: string
  port: string
  node: string
}) {
  return (
    <button type="button" className="input as-button" onClick={() => selectOnCanvas([node])}>
      <span className="muted">{word}</span>
      <span className="cut grow">{title}</span>
      <span className="muted">{port}</span>
    </button>
  )
}
