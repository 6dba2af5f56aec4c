/**
 * Runs a compiled file and gives what it exports. It goes through no module cache, so that a thousand deploys leave nothing
 * behind but what the last one holds.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { constants, Script } from 'node:vm'
import type { Compiled } from './compile.ts'
import * as patchbay from './patchbay.ts'
import { addMap } from './source-maps.ts'

let version = 0

/** @throws whatever the file throws while it is loaded. */
export function load(
  { path, code, map }: Compiled,
  folder: string | undefined,
): Record<string, unknown> {
  // Each version has a name of its own: a stack may hold frames of two.
  const script = `${path}?v=${++version}`
  addMap(script, path, map)
  // On the first line, so that line numbers stay those of the map.
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${code}\n})`
  const run = new Script(wrapped, {
    filename: script,
    columnOffset: -wrapped.indexOf(code),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as (...around: unknown[]) => void
  const module = { exports: {} as Record<string, unknown> }
  const root = folder ?? process.cwd()
  run(module.exports, requireFrom(root), module, join(root, path), root)
  return module.exports
}

function requireFrom(root: string): (name: string) => unknown {
  const require = createRequire(join(root, 'package.json'))
  return (name) => (name === 'patchbay' ? patchbay : require(name))
}
