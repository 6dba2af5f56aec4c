/**
 * What a page may never do, whatever runs in it: leave the bundle, open windows, embed other pages, get permissions,
 * download, or reach the network. The bridge is its only door.
 */
import { app, type Session, session, type WebContents } from 'electron'
import { bundleOrigin } from './bundle-files.ts'

/** Before `ready`. As root Chromium's sandbox cannot work, and enableSandbox would drop the switch that says so. */
export function sandboxEverything(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
}

/** Before the first window. */
export function refuseEverythingElse(): void {
  refusePermissions(session.defaultSession)
  refuseNetwork(session.defaultSession)
  app.on('web-contents-created', (_event, contents) => confine(contents))
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => refuseUnless(isBundle(event.url), event))
  contents.on('will-frame-navigate', (event) => refuseUnless(isBundle(event.url), event))
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

function refusePermissions(from: Session): void {
  from.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  from.setPermissionCheckHandler(() => false)
  from.setDevicePermissionHandler(() => false)
  from.on('will-download', (event) => event.preventDefault())
}

/** The content policy says the same; this holds even for a page that would get around it. */
function refuseNetwork(from: Session): void {
  const urls = ['http', 'https', 'ws', 'wss', 'ftp', 'file'].map((scheme) => `${scheme}://*/*`)
  from.webRequest.onBeforeRequest({ urls }, (_request, answer) => answer({ cancel: true }))
}

function isBundle(url: string): boolean {
  return url.startsWith(`${bundleOrigin}/`)
}

function refuseUnless(isAllowed: boolean, event: { preventDefault(): void }): void {
  if (!isAllowed) event.preventDefault()
}
