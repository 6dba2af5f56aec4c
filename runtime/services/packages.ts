/**
 * npm packages that came along with a program, bundled: an exported server has no node_modules to find them in. Elsewhere
 * there are none here, and each is looked for in the project's folder.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Name as it is imported -> what `require` of it gives. A package runs when it is first asked for. */
type Packages = Readonly<Record<string, () => unknown>>

let given: Packages = {}

/** Those of the export in this folder. Before the first service is loaded. */
export async function takePackages(home: string): Promise<void> {
  const file = join(home, 'packages', 'packages.js')
  if (existsSync(file)) given = (await import(pathToFileURL(file).href)).packages
}

export function hasPackage(name: string): boolean {
  return Object.hasOwn(given, name)
}

/** @throws whatever the package throws while it runs for the first time. */
export function packageOf(name: string): unknown {
  return given[name]?.()
}
