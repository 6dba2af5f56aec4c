/** How a channel or connection is doing: state, reason, address, and what can be done about it. */
import { useState } from 'react'
import type { ProjectObject } from '../../runtime/model/project.ts'
import { desktop } from '../desktop.ts'
import type { Objects } from '../edits/object.ts'
import { tookText } from '../messages/amounts.ts'
import { control } from '../store/control.ts'
import { failureOf } from '../store/failure.ts'
import { placeKey, useLive } from '../store/live.ts'
import { tell } from '../store/toasts.ts'
import { curlOf } from './curl.ts'

const tones = {
  off: '',
  incomplete: 'tone-warn',
  starting: 'tone-warn',
  ready: 'tone-ok',
  failing: 'tone-err',
  draining: 'tone-warn',
} as const

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
        <span className={`badge ${tones[state]}`}>{state}</span>
        {address && (
          <code className="cut grow selectable" title={address}>
            {address}
          </code>
        )}
      </div>
      {reason && (
        <p className={state === 'failing' ? 'field-error' : 'field-help warn'}>{reason.message}</p>
      )}
      <div className="object-state-buttons">
        {collection === 'channels' && address && <Copies object={object} address={address} />}
        {collection === 'connections' && state !== 'off' && <Ping name={object.name} />}
      </div>
    </div>
  )
}

function Copies({ object, address }: { object: ProjectObject; address: string }) {
  const copy = async (what: string, text: string) => {
    await desktop().copyText(text)
    tell({ kind: 'done', title: `${what} copied`, text })
  }
  return (
    <>
      <button type="button" className="btn small" onClick={() => void copy('URL', address)}>
        Copy URL
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

function Ping({ name }: { name: string }) {
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
        {state.isBusy ? 'Reaching out…' : 'Ping'}
      </button>
      {state.words && (
        <p className={state.isBad ? 'field-error' : 'field-help good'} role="status">
          {state.words}
        </p>
      )}
    </>
  )
}
