/** How the window is drawn where there is no graphics card: a server, a container, a virtual machine. */
import { existsSync } from 'node:fs'
import { app } from 'electron'

/**
 * Must come before the app is ready. Without a card Chromium emulates one on the processor to composite pages with, which
 * takes four times as long for each picture as drawing them on the processor at once.
 */
export function drawWithoutCard(): void {
  if (process.platform === 'linux' && !existsSync('/dev/dri')) app.disableHardwareAcceleration()
}
