/** Deploy to server: where to, what would change there, then the switch, and the way back. */
import { type FormEvent, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Destination } from '../../runtime/model/shipping.ts'
import { useProject } from '../store/project.ts'
import { setView } from '../store/view.ts'
import { ChangeList } from './change-list.tsx'
import { addressTrouble, keepDestination, keptDestination, tokenSecret } from './destination.ts'
import { Outcome } from './outcome.tsx'
import { compare, forgetShip, goBack, lookAt, shipStore, switchOver } from './shipping.ts'
import './deploy.css'

export function DeployDialog() {
  const folder = useProject((state) => state.folder) ?? ''
  const hasToken = useProject((state) => state.secrets.includes(tokenSecret))
  const [kept, setKept] = useState(() => keptDestination(localStorage, folder))
  const [token, setToken] = useState('')
  const ship = useStore(shipStore)
  useEffect(() => {
    const { url, ca } = keptDestination(localStorage, folder)
    const isKnown = addressTrouble(url) === undefined && hasToken
    if (isKnown) void lookAt({ url, secret: tokenSecret, ...(ca === '' ? {} : { ca }) })
    return forgetShip
  }, [folder, hasToken])
  const wrong = addressTrouble(kept.url.trim())
  const isBusy = ship.doing !== undefined
  const isReady = wrong === undefined && (token !== '' || hasToken) && !isBusy

  const to: Destination = {
    url: kept.url.trim(),
    secret: tokenSecret,
    ...(kept.ca.trim() === '' ? {} : { ca: kept.ca }),
  }
  const change = (part: Partial<typeof kept>) => {
    setKept({ ...kept, ...part })
    forgetShip()
  }
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!isReady) return
    keepDestination(localStorage, folder, kept)
    if (ship.shipped && !ship.done) return switchOver(to, ship.shipped.release)
    await compare(to, token || undefined)
    setToken('')
  }

  return (
    <form className="dialog ship" onSubmit={(event) => void send(event)}>
      <h2>Deploy to server</h2>
      <div className="field">
        <label htmlFor="ship-url">Address</label>
        <input
          id="ship-url"
          className="input"
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type this
          autoFocus={kept.url === ''}
          placeholder="https://server:9443"
          value={kept.url}
          disabled={isBusy}
          aria-invalid={kept.url !== '' && wrong !== undefined}
          onChange={(event) => change({ url: event.target.value })}
        />
        {kept.url !== '' && wrong && <p className="field-error">{wrong}</p>}
      </div>
      <div className="field">
        <label htmlFor="ship-token">Token</label>
        <input
          id="ship-token"
          className="input"
          type="password"
          autoComplete="off"
          placeholder={
            hasToken ? 'Kept with the secrets of the project' : 'PATCHBAY_ADMIN_TOKEN of the server'
          }
          value={token}
          disabled={isBusy}
          onChange={(event) => {
            setToken(event.target.value)
            forgetShip()
          }}
        />
      </div>
      <details open={kept.ca !== ''}>
        <summary>Certificate</summary>
        <textarea
          className="input"
          aria-label="Certificate of the server, PEM"
          placeholder="-----BEGIN CERTIFICATE----- … of a server whose certificate this machine does not trust by itself"
          rows={3}
          spellCheck={false}
          value={kept.ca}
          disabled={isBusy}
          onChange={(event) => change({ ca: event.target.value })}
        />
      </details>
      {ship.server && !ship.done && (
        <p className="ship-server">
          {ship.server.name} runs there, {nameOf(ship.server.release)}
          {ship.server.ready ? '.' : ', and is not ready.'}
        </p>
      )}
      {ship.shipped && !ship.done && <ChangeList shipped={ship.shipped} />}
      <Outcome ship={ship} />
      <footer>
        {ship.server?.previous !== undefined && !isBusy && (
          <button type="button" className="btn danger" onClick={() => void goBack(to)}>
            Roll back to {nameOf(ship.server.previous)}
          </button>
        )}
        <button type="button" className="btn" onClick={() => setView({ over: undefined })}>
          Close
        </button>
        <button type="submit" className="btn primary" disabled={!isReady}>
          {ship.shipped && !ship.done ? 'Deploy' : 'Compare'}
        </button>
      </footer>
    </form>
  )
}

function nameOf(release: string): string {
  return release === 'initial' ? 'the first version' : release.slice(0, 8)
}
