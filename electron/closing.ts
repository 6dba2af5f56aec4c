/**
 * The end, in order: what the page holds is saved, the window's place is remembered, the runtime finishes, then the app
 * goes. Each step is bounded, so that a page or a service that hangs cannot keep the app alive.
 */
import { app, type BrowserWindow } from 'electron'
import type { JsonFile } from './json-file.ts'
import { rememberBounds } from './window.ts'
import type { SavedBounds } from './window-bounds.ts'
import type { Workbench } from './workbench.ts'

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
    void Promise.allSettled([workbench.runtime.stop(), workbench.files.close()]).then(() => {
      isOver = true
      app.quit()
    })
  })
  // Whatever else ends us: no process of ours stays behind.
  process.on('exit', () => workbench.runtime.kill())
}
