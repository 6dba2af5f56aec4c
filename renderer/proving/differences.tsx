/** What came out otherwise, as a table: where, what was expected, what came, and after which node. */
import type { Place } from '../../runtime/model/place.ts'
import { placeText } from '../../runtime/model/place.ts'
import type { Difference } from '../../runtime/model/proving.ts'
import { titleOf } from '../edits/title.ts'
import { useProject } from '../store/project.ts'
import { reveal } from '../store/selection.ts'

interface Action {
  title: string
  hint: string
  run(difference: Difference): void
}

export function Differences({
  differences,
  names = ['Expected', 'Came out'],
  action,
}: {
  differences: readonly Difference[]
  names?: readonly [string, string]
  action?: Action
}) {
  return (
    <table className="differences">
      <thead>
        <tr>
          <th scope="col">Where</th>
          <th scope="col">{names[0]}</th>
          <th scope="col">{names[1]}</th>
          <th scope="col">Node</th>
          {action && (
            <th scope="col">
              <span className="unseen">{action.title}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {differences.map((difference, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are told anew as a whole, and several may be at one place
          <tr key={`${difference.pointer} ${index}`} title={difference.words}>
            <td className="mono">
              {difference.pointer === '' ? difference.kind : difference.pointer}
            </td>
            <td className="mono is-expected">{shown(difference.expected)}</td>
            <td className="mono is-actual">{shown(difference.actual)}</td>
            <td>{difference.at && <PlaceLink at={difference.at} />}</td>
            {action && (
              <td>
                {difference.pointer !== '' && (
                  <button
                    type="button"
                    className="btn small ghost"
                    title={action.hint}
                    aria-label={`${action.title} ${difference.pointer}`}
                    onClick={() => action.run(difference)}
                  >
                    {action.title}
                  </button>
                )}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Leads to the node, or to the line of code. */
export function PlaceLink({ at }: { at: Place }) {
  const node = useProject(({ project }) =>
    at.node === undefined ? undefined : project.flows[at.name]?.nodes[at.node],
  )
  return (
    <button type="button" className="link cut" title={placeText(at)} onClick={() => reveal(at)}>
      {node ? titleOf(node) : placeText(at)}
    </button>
  )
}

/** Characters of a value that a cell shows; the whole of it is in the diff below. */
const most = 120

function shown(value: unknown): string {
  if (value === undefined) return '—'
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > most ? `${text.slice(0, most)}…` : text
}
