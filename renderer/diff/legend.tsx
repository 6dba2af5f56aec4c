/** What the colours of a drawing say. */

const kinds = [
  ['added', 'New'],
  ['changed', 'Changed'],
  ['removed', 'Gone'],
] as const

export function Legend({ withMoved }: { withMoved: boolean }) {
  return (
    <ul className="diff-legend" aria-label="Legend">
      {kinds.map(([kind, words]) => (
        <li key={kind} className={`diff-${kind}`}>
          {words}
        </li>
      ))}
      {withMoved && <li className="diff-moved">Moved</li>}
    </ul>
  )
}
