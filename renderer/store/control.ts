/**
 * The line to the runtime. The shell hands a new port for each runtime process; here it becomes a typed handle, its
 * events go to `live.ts`, and what was asked of the old process fails with words instead of waiting for ever.
 */
import type { RuntimeState } from '../../electron/desktop.ts'
import {
  type Control,
  type ControlEvents,
  controlMethods,
  type RuntimeStatus,
} from '../../runtime/model/control.ts'
import { Failure } from '../../runtime/model/failure.ts'
import type { ProvingProgress } from '../../runtime/model/proving.ts'
import { ask, type Handle, type Port } from '../../runtime/model/rpc.ts'
import { desktop } from '../desktop.ts'
import {
  liveStore,
  nothingLive,
  takeDeployed,
  takeExchanges,
  takeFigures,
  takeLog,
  takeStatuses,
} from './live.ts'
import { reveal } from './selection.ts'
import { tell } from './toasts.ts'

let handle: Handle<Control, ControlEvents> | undefined
const connectedListeners = new Set<(status: RuntimeStatus) => void>()

/** The runtime's methods. Fails when there is no runtime: it is stopped, or just starting. */
export function control(): Control {
  if (!handle) throw new Failure('RUNTIME_STOPPING', 'The runtime is not running. Start it first.')
  return handle.remote
}

/** Hears of each new connection, with what that runtime already runs. */
export function onConnected(listener: (status: RuntimeStatus) => void): () => void {
  connectedListeners.add(listener)
  return () => connectedListeners.delete(listener)
}

const provingListeners = new Set<(progress: ProvingProgress) => void>()

/** Hears how far tests, replays and comparisons are. */
export function onProving(listener: (progress: ProvingProgress) => void): () => void {
  provingListeners.add(listener)
  return () => provingListeners.delete(listener)
}

/** Listens for ports and for the runtime's state; returns the undoing. */
export function keepConnected(): () => void {
  const receive = (event: MessageEvent) => {
    const data: unknown = event.data
    if (event.source !== window || !isPortMessage(data) || !event.ports[0]) return
    void connect(event.ports[0])
  }
  window.addEventListener('message', receive)
  const unlisten = desktop().on('onRuntimeState', takeRuntimeState)
  // A runtime that is held cannot speak for itself; the shell hears it from the watchdog.
  const unlistenBlocked = desktop().on('onRuntimeBlocked', (blocked) =>
    liveStore.setState({ blocked }),
  )
  void desktop().runtimeState().then(takeRuntimeState)
  desktop().requestRuntimePort()
  return () => {
    window.removeEventListener('message', receive)
    unlisten()
    unlistenBlocked()
  }
}

function takeRuntimeState(runtime: RuntimeState): void {
  liveStore.setState({ runtime })
  // It is often back before anyone has read a banner; what happened is told until it is closed.
  if (runtime.state === 'crashed') {
    const { held, reason } = runtime
    const title = held ? 'The runtime was ended and started again' : 'The runtime crashed'
    const at = held?.at
    const action = at && { label: 'Show the line', run: () => reveal(at) }
    tell({ kind: 'error', title, text: reason, ...(action && { action }) })
  }
  if (runtime.state === 'stopped' || runtime.state === 'crashed') disconnect()
}

function disconnect(): void {
  handle?.close(new Failure('RUNTIME_STOPPING', 'The runtime ended before it answered.'))
  handle = undefined
  const { statuses, figures, links, rate, open, memory } = nothingLive
  liveStore.setState({
    ...{ statuses, figures, links, rate, open, memory },
    connected: false,
    blocked: undefined,
    deploying: false,
  })
}

async function connect(port: MessagePort): Promise<void> {
  disconnect()
  const fresh = ask<Control, ControlEvents>(portOf(port), controlMethods)
  handle = fresh
  fresh.on('onStatus', (objects) => liveStore.setState((live) => takeStatuses(live, objects)))
  fresh.on('onFigures', (batch) => liveStore.setState((live) => takeFigures(live, batch)))
  fresh.on('onExchanges', (batch) => liveStore.setState((live) => takeExchanges(live, batch)))
  fresh.on('onLog', (lines) => liveStore.setState((live) => takeLog(live, lines)))
  fresh.on('onBlocked', (blocked) => liveStore.setState({ blocked }))
  fresh.on('onProving', (progress) => {
    for (const listener of provingListeners) listener(progress)
  })
  fresh.on('onDeployed', (report) => liveStore.setState((live) => takeDeployed(live, report)))
  try {
    const status = await fresh.remote.status()
    await fresh.remote.watch({ exchanges: true })
    const exchanges = await fresh.remote.exchanges({ limit: 500 })
    if (handle !== fresh) return
    liveStore.setState((live) => ({
      connected: true,
      // A new process counts from one again: rows of the old one would be mistaken for its own.
      ...takeExchanges({ ...live, exchanges: [], received: 0 }, { exchanges, leftOut: 0 }),
      ...takeStatuses(live, status.objects),
    }))
    for (const listener of connectedListeners) listener(status)
    const lines = await fresh.remote.log(200)
    if (handle === fresh) liveStore.setState({ log: lines })
  } catch (thrown) {
    // Gone while we introduced ourselves: the shell says so by the runtime's state, and brings the next port.
    if (handle === fresh && !(thrown instanceof Failure)) throw thrown
  }
}

function portOf(port: MessagePort): Port {
  port.start()
  return {
    post: (data, transfer = []) => port.postMessage(data, [...transfer] as Transferable[]),
    listen(receive) {
      const listener = (event: MessageEvent) => receive(event.data)
      port.addEventListener('message', listener)
      return () => {
        port.removeEventListener('message', listener)
        port.close()
      }
    },
  }
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'runtime-port'
}
