/**
 * What an editor needs to know in a project's folder: the users' API and the project's own names, under `.patchbay/types`.
 * Only what differs is written, so an editor that watches does not start anew with each key pressed in the designer.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ConnectorDefinition } from '../model/definition.ts'
import type { Project } from '../model/project.ts'
import { projectTypings, typingsFolder } from '../model/typings.ts'

/** Declarations by path as in a node_modules folder: `patchbay/index.d.ts`, `@types/node/index.d.ts`. */
export type Declarations = Readonly<Record<string, string>>

export interface TypingsOptions {
  connectors: readonly ConnectorDefinition[]
  /** Left out: those in the folder are kept as they are. */
  api?: Declarations
}

/** @returns The paths written or removed, from the project's root. */
export async function ensureTypings(
  folder: string,
  project: Project,
  { connectors, api }: TypingsOptions,
): Promise<string[]> {
  const changed = api ? await ensureApi(folder, api) : []
  const wanted = projectTypings(project, connectors)
  for (const [path, text] of wanted) {
    if (await writeIfOther(join(folder, path), text)) changed.push(path)
  }
  return [...changed, ...(await removeOthers(folder, wanted))]
}

/** Hundreds of files that change only with Patchbay itself: one mark tells whether they are those. */
async function ensureApi(folder: string, api: Declarations): Promise<string[]> {
  const hash = createHash('sha256')
  for (const [path, text] of Object.entries(api)) hash.update(`${path}\0${text}\0`)
  const mark = hash.digest('hex')
  const markPath = join(folder, typingsFolder, '.api')
  if ((await textOf(markPath)) === mark) return []
  const paths: string[] = []
  for (const [path, text] of Object.entries(api)) {
    const inProject = `${typingsFolder}/${path}`
    if (await writeIfOther(join(folder, inProject), text)) paths.push(inProject)
  }
  // Last, so that a write that was cut short is done again.
  await writeIfOther(markPath, mark)
  return paths
}

async function writeIfOther(path: string, text: string): Promise<boolean> {
  if ((await textOf(path)) === text) return false
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  return true
}

/** Declarations of services that are no longer there would be errors of their own. */
async function removeOthers(
  folder: string,
  wanted: ReadonlyMap<string, string>,
): Promise<string[]> {
  const services = `${typingsFolder}/services`
  const found = await readdir(join(folder, services), { recursive: true }).catch(() => [])
  const stale = found
    .map((path) => `${services}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.d.ts') && !wanted.has(path))
  await Promise.all(stale.map((path) => rm(join(folder, path), { force: true })))
  return stale
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
