/** What a release would change on the server, and what the server has to say about it. */
import type { Shipped } from '../../runtime/model/shipping.ts'

const signs = { added: '+', removed: '−', changed: '~' } as const
const words = { added: 'New', removed: 'Gone', changed: 'Changed' } as const

export function ChangeList({ shipped: { changes, problems, bytes } }: { shipped: Shipped }) {
  return (
    <>
      {changes.length === 0 ? (
        <p className="muted">It does not differ from what runs there.</p>
      ) : (
        <ul className="ship-changes" aria-label="What would change">
          {changes.map(({ kind, collection, name }) => (
            <li key={`${collection}/${name}`} className={kind}>
              <span role="img" aria-label={words[kind]}>
                {signs[kind]}
              </span>
              <b>{collection === 'project' ? 'Settings of the project' : name}</b>
              {collection !== 'project' && collection !== 'services' && <small>{collection}</small>}
            </li>
          ))}
        </ul>
      )}
      {problems.map(({ code, message }) => (
        <p key={`${code} ${message}`} className="ship-warning">
          {message}
        </p>
      ))}
      <p className="muted">Sent, {Math.ceil(bytes / 1024)} KiB. Nothing is switched yet.</p>
    </>
  )
}
