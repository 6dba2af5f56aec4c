// Vitest's set-up for the whole-app tests when they are run by hand (`npx vitest run test/e2e/...`):
// the binary, the build and a display, unless `npm test` has prepared them already.
import { bundle } from './bundle.mjs'
import { startDisplay } from './display.mjs'
import { ensureElectron } from './electron.mjs'
import { dist } from './paths.mjs'

/** @returns {Promise<() => void>} takes down what it put up */
export async function setup() {
  if (process.env.PATCHBAY_DIST) return () => {}
  process.env.PATCHBAY_ELECTRON = await ensureElectron()
  await bundle()
  process.env.PATCHBAY_DIST = dist
  if (process.platform !== 'linux') return () => {}
  const screen = await startDisplay()
  process.env.DISPLAY = screen.display
  delete process.env.WAYLAND_DISPLAY
  return screen.stop
}
