/** What a channel's peer itself says of it: the consumers of its queue, as the broker sees them. Asked for when it is shown. */
import { RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { PeerView } from '../../runtime/model/control.ts'
import type { LookDefinition } from '../../runtime/model/definition.ts'
import type { ProjectObject } from '../../runtime/model/project.ts'
import { showShared } from '../commands/shared.ts'
import { control } from '../store/control.ts'
import { failureOf } from '../store/failure.ts'
import { placeKey, useLive } from '../store/live.ts'
import { useProject } from '../store/project.ts'

type Asked =
  | { state: 'asking' }
  | { state: 'here'; view: PeerView }
  /** The runtime knows of nothing to ask: the channel is off, or not complete. */
  | { state: 'nothing' }
  | { state: 'failed'; words: string }

export function Look({ channel, look }: { channel: ProjectObject; look: LookDefinition }) {
  const name = channel[look.via]
  const shared = useProject(({ project }) =>
    typeof name === 'string' ? project.connections[name] : undefined,
  )
  if (!shared) return null
  const needed = shared[look.needs]
  const isPossible = typeof needed === 'string' && needed !== ''
  return (
    <section aria-label={look.title}>
      {isPossible ? (
        <Seen key={`${channel.name} ${needed}`} title={look.title} channel={channel.name} />
      ) : (
        <>
          <h2 className="overline section-title">{look.title}</h2>
          <p className="field-help">{look.otherwise}</p>
          <button
            type="button"
            className="btn small look-open"
            onClick={() => showShared(shared.name, look.needs)}
          >
            Open {shared.name}
          </button>
        </>
      )}
    </section>
  )
}

function Seen({ title, channel }: { title: string; channel: string }) {
  const state = useLive(
    ({ statuses }) => statuses[placeKey({ collection: 'channels', name: channel })]?.state,
  )
  const connected = useLive((live) => live.connected)
  const [asked, setAsked] = useState<Asked>({ state: 'asking' })
  const [turn, setTurn] = useState(0)
  // Asked again by the button, and when the channel came up or went down: its consumers did, too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: turn and state say when to ask again
  useEffect(() => {
    if (!connected) return setAsked({ state: 'nothing' })
    let isWanted = true
    setAsked((now) => (now.state === 'here' ? now : { state: 'asking' }))
    void ask(channel).then((next) => {
      if (isWanted) setAsked(next)
    })
    return () => {
      isWanted = false
    }
  }, [channel, connected, state, turn])
  return (
    <>
      <h2 className="overline section-title with-add">
        {title}
        <button
          type="button"
          className="btn small icon ghost"
          aria-label="Ask again"
          title="Ask again"
          onClick={() => setTurn(turn + 1)}
        >
          <RefreshCw size={12} />
        </button>
      </h2>
      <div aria-live="polite">
        {asked.state === 'asking' && <p className="field-help">Asking the broker…</p>}
        {asked.state === 'nothing' && (
          <p className="field-help">Nothing to ask about while the channel does not run.</p>
        )}
        {asked.state === 'failed' && <p className="field-error">{asked.words}</p>}
        {asked.state === 'here' && <Table view={asked.view} />}
      </div>
    </>
  )
}

async function ask(channel: string): Promise<Asked> {
  try {
    const view = await control().look(channel)
    return view ? { state: 'here', view } : { state: 'nothing' }
  } catch (thrown) {
    return { state: 'failed', words: failureOf(thrown).message }
  }
}

function Table({ view }: { view: PeerView }) {
  const { title, summary, columns, rows } = view
  return (
    <>
      <p className="field-help">
        {title} · {summary}
      </p>
      <div className="look-table selectable">
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ cells, isOurs }) => (
              <tr key={cells.join('\n')} className={isOurs ? 'ours' : ''}>
                {cells.map((cell, at) => (
                  <td key={columns[at]} title={cell}>
                    {at === 0 && isOurs && <span className="badge tone-ok">ours</span>} {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
