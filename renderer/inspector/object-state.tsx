/** How a channel or connection is doing: state, reason, address, and what can be done about it. */
import { useState } from 'react'
import type { ProjectObject } from '../../runtime/model/project.ts'
import { peerFigures } from '../canvas/peer-figures.ts'
import { desktop } from '../desktop.ts'
import type { Objects } from '../edits/object.ts'
import { isShared } from '../edits/shared.ts'
import { tookText } from '../messages/amounts.ts'
import { control } from '../store/control.ts'
import { failureOf } from '../store/failure.ts'
import { placeKey, useLive } from '../store/live.ts'
import { tell } from '../store/toasts.ts'
import { untilText, useCountdown } from '../ui/countdown.ts'
import { StateBadge } from '../ui/state-badge.tsx'
import { curlOf } from './curl.ts'

export function ObjectState({
  collection,
  object,
}: {
  collection: Objects
  object: ProjectObject
}) {
  const status = useLive((live) => live.statuses[placeKey({ collection, name: object.name })])
  const connected = useLive((live) => live.connected)
  if (!connected) return <p className="pane-note">The runtime is not running.</p>
  if (!status) return null
  const { state, reason, address } = status
  return (
    <div className="object-state">
      <div className="object-state-line">
        <StateBadge state={state} />
        {address && (
          <code className="cut grow selectable" title={address}>
            {address}
          </code>
        )}
      </div>
      {reason && (
        <p className={state === 'failing' ? 'field-error' : 'field-help warn'}>{reason.message}</p>
      )}
      {state === 'failing' && <NextTry moment={status.nextTry} />}
      <PeerFigures figures={status.figures} />
      <div className="object-state-buttons">
        {collection === 'channels' && address && <Copies object={object} address={address} />}
        {collection === 'connections' && state !== 'off' && (
          <Ping name={object.name} title={isShared(object) ? 'Test connection' : 'Ping'} />
        )}
      </div>
    </div>
  )
}

function NextTry({ moment }: { moment: number | undefined }) {
  const seconds = useCountdown(moment)
  return seconds === undefined ? null : (
    <p className="field-help">Tried again {untilText(seconds)}.</p>
  )
}

function PeerFigures({ figures }: { figures: Readonly<Record<string, number>> | undefined }) {
  const shown = peerFigures(figures)
  if (shown.length === 0) return null
  return (
    <p className="peer-figures">
      {shown.map(({ words, title, tone }) => (
        <span key={title} className={tone} title={title}>
          {words}
        </span>
      ))}
    </p>
  )
}

function Copies({ object, address }: { object: ProjectObject; address: string }) {
  const copy = async (what: string, text: string) => {
    await desktop().copyText(text)
    tell({ kind: 'done', title: `Copied the ${what}`, text })
  }
  const what = address.startsWith('http') ? 'URL' : 'address'
  return (
    <>
      <button type="button" className="btn small" onClick={() => void copy(what, address)}>
        Copy {what}
      </button>
      {object.type === 'rest' && (
        <button
          type="button"
          className="btn small"
          onClick={() => void copy('cURL', curlOf(object, address))}
        >
          Copy as cURL
        </button>
      )}
    </>
  )
}

function Ping({ name, title }: { name: string; title: string }) {
  const [state, setState] = useState<{ isBusy: boolean; words?: string; isBad?: boolean }>({
    isBusy: false,
  })
  const ping = async () => {
    setState({ isBusy: true })
    try {
      const { took, detail, failure } = await control().ping(name)
      setState({
        isBusy: false,
        words: failure ? failure.message : `${detail} · ${tookText(took)}`,
        isBad: failure !== undefined,
      })
    } catch (thrown) {
      setState({ isBusy: false, words: failureOf(thrown).message, isBad: true })
    }
  }
  return (
    <>
      <button
        type="button"
        className="btn small"
        disabled={state.isBusy}
        onClick={() => void ping()}
      >
        {state.isBusy ? 'Reaching out…' : title}
      </button>
      {state.words && (
        <p className={state.isBad ? 'field-error' : 'field-help good'} role="status">
          {state.words}
        </p>
      )}
    </>
  )
}
