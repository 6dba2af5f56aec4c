/** Where the app keeps things. `main.ts` is the only one to call the two that change Electron's mind. */
import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'

/** The folder of the app's own files: package.json, dist, samples. */
export function appFolder(): string {
  return app.getAppPath()
}

export function distFile(...path: string[]): string {
  return join(appFolder(), 'dist', ...path)
}

/** PATCHBAY_USER_DATA, when set, is where settings, secrets and Chromium's own data go. */
export function useUserDataFolder(): void {
  const folder = process.env.PATCHBAY_USER_DATA
  if (folder) app.setPath('userData', folder)
}

/** A file of the app's own state: settings, recent projects, secrets. */
export function stateFile(name: string): string {
  return join(app.getPath('userData'), name)
}

/** Where the messages of a project are kept: never inside of it. */
export function historyFolder(id: string): string {
  // An id is any text; two of them never share a folder.
  const name = /^[\w-]{1,60}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
  return stateFile(join('history', name))
}

/** Where new projects and samples are proposed: PATCHBAY_HOME, or Patchbay in the user's home. */
export function projectsFolder(): string {
  return process.env.PATCHBAY_HOME || join(homedir(), 'Patchbay')
}

/** The projects that new ones are copied from. */
export function samplesFolder(): string {
  return join(appFolder(), 'electron', 'samples')
}
