/**
 * What the app was started with: `electron [switches] APP [PROJECT]`, or `patchbay [PROJECT]` when packaged. Switches of
 * Chromium may stand anywhere and are none of our business.
 */
import { resolve } from 'node:path'

export interface CommandLine {
  /** Absolute. */
  project?: string
}

/**
 * @param argv process.argv, the executable first
 * @param app the app's folder, to tell it from the project; undefined when packaged
 */
export function readCommandLine(
  argv: readonly string[],
  app: string | undefined,
  cwd: string,
): CommandLine {
  const words = argv.slice(1)
  // Debuggers put words of their own before the app (`-r loader.js .`), so what follows it is what counts.
  const at = app === undefined ? -1 : words.findIndex((word) => resolve(cwd, word) === app)
  const project = words.slice(at + 1).find((word) => word !== '' && !word.startsWith('-'))
  return project === undefined ? {} : { project: resolve(cwd, project) }
}
