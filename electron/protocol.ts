/**
 * The scheme of the designer's pages. Better than file: for it has an origin of its own, headers can be set, and Chromium
 * caches the compiled code.
 */
import { protocol } from 'electron'
import { answer } from './bundle-files.ts'

/** Before `ready`. */
export function declareBundle(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }])
}

/** Serves the folder's files, subfolders included. */
export function serveBundle(folder: string): void {
  protocol.handle('app', (request) => answer(folder, request))
}
