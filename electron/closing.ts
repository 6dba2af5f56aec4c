/**
 * The end, in order: what the page holds is saved, the window's place is remembered, the runtime finishes, then the app
 * goes. Each step is bounded, so that a page or a service that hangs cannot keep the app alive.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { app, type BrowserWindow } from 'electron'
import type { JsonFile } from './json-file.ts'
import { rememberBounds } from './window.ts'
import type { SavedBounds } from './window-bounds.ts'
import type { Workbench } from './workbench.ts'

/** Milliseconds for all that is open to be closed; the runtime alone may take two seconds. */
const longest = 4000

export function quitInOrder(
  window: BrowserWindow,
  workbench: Workbench,
  bounds: JsonFile<SavedBounds>,
): void {
  let isClosing = false
  window.on('close', (event) => {
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    void Promise.allSettled([workbench.flush(), rememberBounds(window, bounds)]).then(() =>
      // A page that hangs would not let itself be closed.
      window.destroy(),
    )
  })

  let isOver = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (isOver) return
    event.preventDefault()
    void Promise.race([workbench.close(), pause(longest)]).finally(() => {
      isOver = true
      app.quit()
    })
  })
  // Whatever else ends us: no process of ours stays behind.
  process.on('exit', () => workbench.runtime.kill())
}
