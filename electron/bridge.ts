/**
 * The one gate between the window and the shell. Only the bundle's own main frame passes, only what `desktop.ts` lists,
 * only with arguments that fit; failures cross as plain data. Nothing here knows what a method does.
 */
import { type BrowserWindow, ipcMain, type MessagePortMain, type WebFrameMain } from 'electron'
import { Failure, toFailure } from '../runtime/model/failure.ts'
import { checkArguments } from './arguments.ts'
import { type Answer, channels } from './bridge-words.ts'
import { bundleOrigin } from './bundle-files.ts'
import { type Desktop, type DesktopEvents, desktopMethods } from './desktop.ts'

export interface Bridge {
  /** Does nothing when the window is gone. */
  tell<K extends keyof DesktopEvents>(event: K, data: DesktopEvents[K]): void
  /** Hands a runtime's port to the page. False: the page has not asked yet, or is gone. */
  givePort(port: MessagePortMain): boolean
  /** Asks the page to save what it holds; resolves when it did, or after `atMost` milliseconds. */
  flush(atMost: number): Promise<void>
}

/** @param onPortWanted the page listens (anew), and wants the current runtime's port */
export function openBridge(
  window: BrowserWindow,
  desktop: Desktop,
  onPortWanted: () => void,
): Bridge {
  const contents = window.webContents
  const isOurs = (frame: WebFrameMain | null) => isPage(frame, window)
  let wantsPort = false
  let flushes = 0

  for (const method of desktopMethods)
    ipcMain.handle(channels.call(method), (event, ...args) =>
      isOurs(event.senderFrame) ? call(desktop, method, args) : refusal(),
    )

  ipcMain.on(channels.wantPort, (event) => {
    if (!isOurs(event.senderFrame)) return
    wantsPort = true
    onPortWanted()
  })
  // A page that was reloaded is another page: it asks when it listens.
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) wantsPort = false
  })

  return {
    tell(event, data) {
      if (!contents.isDestroyed()) contents.send(channels.event, { event, data })
    },
    givePort(port) {
      if (!wantsPort || contents.isDestroyed()) return false
      contents.postMessage(channels.port, null, [port])
      return true
    },
    flush(atMost) {
      return flush(window, ++flushes, atMost)
    },
  }
}

async function call<K extends keyof Desktop>(
  desktop: Desktop,
  method: K,
  args: unknown[],
): Promise<Answer> {
  try {
    const answer = desktop[method] as (...args: unknown[]) => Promise<unknown>
    return { value: await answer(...checkArguments(method, args)) }
  } catch (thrown) {
    const failure = toFailure(thrown)
    if (failure.kind === 'defect') console.error(`${method} failed:`, thrown)
    return { failure: failure.toData() }
  }
}

function refusal(): Answer {
  const words = 'Only the designer itself may ask this.'
  return { failure: new Failure('DESKTOP_REFUSED', words).toData() }
}

function isPage(frame: WebFrameMain | null, window: BrowserWindow): boolean {
  if (frame === null || window.isDestroyed()) return false
  return frame === window.webContents.mainFrame && frame.origin === bundleOrigin
}

function flush(window: BrowserWindow, id: number, atMost: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      ipcMain.off(channels.flushed, heard)
      resolve()
    }
    const heard = (event: Electron.IpcMainEvent, answered: unknown) => {
      if (answered === id && isPage(event.senderFrame, window)) done()
    }
    const timer = setTimeout(done, atMost)
    ipcMain.on(channels.flushed, heard)
    window.webContents.send(channels.flush, id)
  })
}
