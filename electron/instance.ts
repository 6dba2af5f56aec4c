/** One Patchbay a user. A second start brings the first one's window to the front, with the project it names. */
import { app } from 'electron'
import type { CommandLine } from './command-line.ts'

/**
 * Before `ready`. False: another one runs, and has been told. Whoever names a data folder of its own (tests, a second
 * profile) gets an app of its own.
 */
export function claimInstance(line: CommandLine): boolean {
  if (process.env.PATCHBAY_USER_DATA || app.commandLine.hasSwitch('user-data-dir')) return true
  return app.requestSingleInstanceLock(line)
}

export function onSecondStart(open: (line: CommandLine) => void): void {
  app.on('second-instance', (_event, _argv, _cwd, line) => open(line as CommandLine))
}
