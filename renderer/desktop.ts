/** The shell, as the preload put it on the window. The only place that reads `window.patchbay`. */
import type { DesktopBridge } from '../electron/desktop.ts'

declare global {
  interface Window {
    patchbay: DesktopBridge
  }
}

export function desktop(): DesktopBridge {
  return window.patchbay
}
