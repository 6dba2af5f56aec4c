/**
 * Runs a compiled file and gives what it exports. It goes through no module cache, so that a thousand deploys leave nothing
 * behind but what the last one holds.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction, constants } from 'node:vm'
import type { Compiled } from './compile.ts'
import { hasPackage, packageOf } from './packages.ts'
import * as patchbay from './patchbay.ts'
import { addMap, keepMap } from './source-maps.ts'

// import() in a service is Node's own, and looks for packages from the file's place in the project.
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
const around = ['exports', 'require', 'module', '__filename', '__dirname']

let version = 0
// By file. Loaded again as it is, for a rehearsal, it keeps its name: the map of what runs must not give way to copies of it.
const named = new Map<string, { code: string; script: string }>()

/** @throws whatever the file throws while it is loaded; MODULE_NOT_FOUND for a package that is not installed. */
export async function load(
  { path, code, map, externals }: Compiled,
  folder: string | undefined,
): Promise<Record<string, unknown>> {
  const place = join(folder ?? process.cwd(), path).replaceAll('\\', '/')
  const imported = await importAll(externals, place)
  const ownRequire = (name: string) => {
    if (imported.has(name)) return imported.get(name)
    return hasPackage(name) ? packageOf(name) : createRequire(place)(name)
  }
  // Each version has a name of its own: a stack may hold frames of two.
  const script = nameFor(place, code)
  addMap(script, path, map)
  const run = compileFunction(code, around, { filename: script, importModuleDynamically })
  const module = { exports: {} as Record<string, unknown> }
  run.call(module.exports, module.exports, ownRequire, module, place, dirname(place))
  keepMap(script)
  return module.exports
}

function nameFor(place: string, code: string): string {
  const known = named.get(place)
  if (known?.code === code) return known.script
  const script = `${place}?v=${++version}`
  named.set(place, { code, script })
  return script
}

async function importAll(names: readonly string[], place: string): Promise<Map<string, unknown>> {
  const found = await Promise.all(
    names.map(async (name) => [name, await importOne(name, place)] as const),
  )
  return new Map(found)
}

async function importOne(name: string, place: string): Promise<unknown> {
  if (name === 'patchbay') return patchbay
  if (hasPackage(name)) return packageOf(name)
  try {
    return createRequire(place)(name)
  } catch (error) {
    // An ES module, which Node 20 lets nobody require.
    if (!isOnlyModule(error)) throw error
    return { ...(await importFrom(name, place)), __esModule: true }
  }
}

function isOnlyModule(error: unknown): boolean {
  const { code } = error as { code?: string }
  return (
    code === 'ERR_REQUIRE_ESM' ||
    code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ||
    code === 'ERR_REQUIRE_ASYNC_MODULE'
  )
}

/** An import() written here would look beside our own files. */
function importFrom(name: string, place: string): Promise<object> {
  return compileFunction('return import(name)', ['name'], {
    filename: place,
    importModuleDynamically,
  })(name)
}
