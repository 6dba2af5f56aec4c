/** The window: one page of the bundle, with a preload and without Node. It opens where it was last. */
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { bundleOrigin } from './bundle-files.ts'
import type { DesktopSettings } from './desktop.ts'
import type { JsonFile } from './json-file.ts'
import { distFile } from './places.ts'
import type { SettingsKeeper } from './settings.ts'
import { fitBounds, type Rectangle, type SavedBounds, smallest } from './window-bounds.ts'

/** The page's own background (`--bg` of its two themes), so that nothing flashes before it is drawn. */
const background = { dark: '#0f1216', light: '#f6f7f9' } as const

/** Shown once there is something to see. */
export function openWindow(saved: JsonFile<SavedBounds>): BrowserWindow {
  const window = new BrowserWindow({
    ...fitBounds(saved.data.bounds, screens()),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Patchbay',
    backgroundColor: backgroundNow(),
    autoHideMenuBar: true,
    webPreferences: {
      preload: distFile('electron', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // It would fetch dictionaries from the network.
      spellcheck: false,
    },
  })
  // The title is the project's name and is ours to set; the page's own is the same for all.
  window.on('page-title-updated', (event) => event.preventDefault())
  window.once('ready-to-show', () => {
    if (saved.data.isMaximized) window.maximize()
    window.show()
  })
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(backgroundNow())
  })
  keepAlive(window)
  return window
}

export function loadDesigner(window: BrowserWindow): Promise<void> {
  return window.loadURL(`${bundleOrigin}/index.html`)
}

export function followTheme(theme: DesktopSettings['theme']): void {
  nativeTheme.themeSource = sources[theme]
}

/** The system's own parts know no contrast of ours. */
const sources = {
  system: 'system',
  dark: 'dark',
  light: 'light',
  'contrast-dark': 'dark',
  'contrast-light': 'light',
} as const

/** A page that is loaded begins at the usual size, so it is told again then. */
export function keepScale(window: BrowserWindow, settings: SettingsKeeper): void {
  const put = () => {
    if (!window.isDestroyed()) window.webContents.setZoomFactor(settings.current.scale)
  }
  window.webContents.on('did-finish-load', put)
  settings.follow(put)
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Resolves when it is on disk. */
export async function rememberBounds(
  window: BrowserWindow,
  saved: JsonFile<SavedBounds>,
): Promise<void> {
  const bounds = window.getNormalBounds()
  const isMaximized = window.isMaximized()
  await saved.change(() => ({ bounds, isMaximized }))
}

/** A page whose process died is loaded again: all it knew is on disk, or in the runtime. */
function keepAlive(window: BrowserWindow): void {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    console.error(`The window's process is gone (${reason}); it is loaded again.`)
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
}

function backgroundNow(): string {
  return nativeTheme.shouldUseDarkColors ? background.dark : background.light
}

function screens(): [Rectangle, ...Rectangle[]] {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  return [main.workArea, ...others.map(({ workArea }) => workArea)]
}
