/**
 * What an exported server runs: the project as one file, read and checked already, and its services compiled, each with its
 * source map beside it. To read hundreds of small files and hold them against their schemas would be most of a start. The same
 * project for people stands in `project/`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from '../model/project.ts'
import type { Compiled } from '../services/compile.ts'

const folder = 'compiled'
const whole = `${folder}/project.json`
const list = `${folder}/services.json`

interface Entry {
  /** `services/store.ts`; its code is `compiled/services/store.js`. */
  path: string
  /** Files of the project in it. */
  inputs: readonly string[]
  externals: readonly string[]
}

/** Path in the export -> text. */
export function compiledFiles(
  project: Project,
  compiled: readonly Compiled[],
): Map<string, string> {
  const entries: Entry[] = compiled.map(({ path, inputs, externals }) => ({
    path,
    inputs: Object.keys(inputs).sort(),
    externals: [...externals].sort(),
  }))
  const files = new Map([
    [whole, JSON.stringify(project)],
    [list, `${JSON.stringify(entries, null, 2)}\n`],
  ])
  for (const { path, code, map } of compiled) {
    files.set(codePath(path), code)
    files.set(`${codePath(path)}.map`, map)
  }
  return files
}

/** @param home The export's folder. @throws Error that names the file which cannot be read. */
export function readCompiled(home: string): { project: Project; compiled: Compiled[] } {
  const read = (path: string) => readFileSync(join(home, path), 'utf8')
  const project = JSON.parse(read(whole)) as Project
  const entries = JSON.parse(read(list)) as Entry[]
  const compiled = entries.map(({ path, inputs, externals }) => ({
    path,
    code: read(codePath(path)),
    map: read(`${codePath(path)}.map`),
    // Of a file beside the services' folder, whose text is in none of ours, the name says enough.
    inputs: Object.fromEntries(inputs.map((one) => [one, project.services[one]?.source ?? ''])),
    externals,
  }))
  return { project, compiled }
}

function codePath(path: string): string {
  return `${folder}/${path.replace(/\.ts$/, '.js')}`
}
