/**
 * The one door of the page: `window.patchbay`, made of the lists in `desktop.ts`. Runs sandboxed; hands over plain data
 * and functions, never Electron's own objects.
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import { type Answer, channels, type Told } from './bridge-words.ts'
import { type DesktopBridge, type DesktopEvents, desktopEvents, desktopMethods } from './desktop.ts'

/** What of the page's world this file touches. */
declare const window: {
  postMessage(data: unknown, origin: string, ports: readonly unknown[]): void
  location: { origin: string }
}

type Listener = (data: unknown) => void | Promise<void>
const listeners = new Map<string, Set<Listener>>(desktopEvents.map((event) => [event, new Set()]))

async function call(method: string, args: unknown[]): Promise<unknown> {
  const answer = (await ipcRenderer.invoke(channels.call(method), ...args)) as Answer
  // An Error would lose all but its message on its way into the page; plain data arrives whole.
  if ('failure' in answer) throw answer.failure
  return answer.value
}

function on<K extends keyof DesktopEvents>(
  event: K,
  listener: (data: DesktopEvents[K]) => void | Promise<void>,
): () => void {
  const set = listeners.get(event)
  if (set === undefined) throw new Error(`There is no event "${event}".`)
  set.add(listener as Listener)
  return () => set.delete(listener as Listener)
}

ipcRenderer.on(channels.event, (_event: IpcRendererEvent, { event, data }: Told) => {
  for (const listener of listeners.get(event) ?? []) void listener(data)
})

ipcRenderer.on(channels.flush, async (_event: IpcRendererEvent, id: number) => {
  const flushing = [...(listeners.get('onFlush') ?? [])].map(async (listener) =>
    listener(undefined),
  )
  await Promise.allSettled(flushing)
  ipcRenderer.send(channels.flushed, id)
})

ipcRenderer.on(channels.port, (event: IpcRendererEvent) => {
  window.postMessage({ kind: 'runtime-port' }, window.location.origin, event.ports)
})

const methods = Object.fromEntries(
  desktopMethods.map((method) => [method, (...args: unknown[]) => call(method, args)]),
)

contextBridge.exposeInMainWorld('patchbay', {
  ...methods,
  on,
  requestRuntimePort: () => ipcRenderer.send(channels.wantPort),
} as unknown as DesktopBridge)
