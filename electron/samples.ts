/**
 * Projects to begin with. A new project is a copy of one with a name and an id of its own; it appears whole or not at
 * all, and never in the app's own folder.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { nanoid } from 'nanoid'
import { z } from 'zod'
import { scaffold } from '../runtime/folder/scaffold.ts'
import { Failure } from '../runtime/model/failure.ts'
import { freePort } from './free-port.ts'

export interface Sample {
  id: string
  title: string
  description: string
  /** In a word or two each: `XML`, `Retry`. */
  shows: readonly string[]
  /** What it cannot run without, as a sentence; undefined: it runs as it is. */
  needs: string | undefined
}

/** What of a sample is for the app and not for the project: `sample.json` beside its settings. */
const factsSchema = z.object({
  /** The lowest first. */
  place: z.number().default(100),
  shows: z.array(z.string()).default([]),
  needs: z.string().optional(),
  /** Values that its secrets begin with, so that it runs at once: by name. Known to all the world. */
  secrets: z.record(z.string(), z.string()).default({}),
})
const factsFile = 'sample.json'

const settingsSchema = z.looseObject({
  name: z.string(),
  description: z.string().default(''),
  http: z.looseObject({ port: z.number().default(8080) }).default({ port: 8080 }),
})

/** @param folder where the samples are, one folder each */
export async function listSamples(folder: string): Promise<Sample[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const ids = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const samples = await Promise.all(
    ids.sort().map(async (id) => {
      const { name, description } = await settingsOf(join(folder, id))
      const { place, shows, needs } = await factsOf(join(folder, id))
      return { place, sample: { id, title: name, description, shows, needs } }
    }),
  )
  return samples.sort((one, other) => one.place - other.place).map(({ sample }) => sample)
}

/** What the secrets of a sample begin with, by name. */
export async function secretsOf(
  folder: string,
  sample: string,
): Promise<Readonly<Record<string, string>>> {
  return (await factsOf(join(folder, sample))).secrets
}

/** PROJECT_NOT_FOUND when there is none. */
export async function titleOf(folder: string, sample: string): Promise<string> {
  await refuseUnknown(folder, sample)
  return (await settingsOf(join(folder, sample))).name
}

/**
 * Resolves with the new project's id. Its channels listen on the sample's port, or the next one that is free just now.
 * PROJECT_FOLDER_TAKEN when something is in the target; PROJECT_NOT_FOUND when
 * there is no such sample.
 */
export async function createFromSample(
  samples: string,
  { sample, name, folder }: { sample: string; name: string; folder: string },
): Promise<string> {
  await refuseUnknown(samples, sample)
  await refuseTaken(folder)
  const scratch = join(dirname(folder), `.${basename(folder)}.${nanoid(6)}.new`)
  await mkdir(dirname(folder), { recursive: true })
  try {
    const from = join(samples, sample)
    await cp(from, scratch, { recursive: true, filter: (path) => isPart(path.slice(from.length)) })
    const id = `${sample}.${nanoid(12)}`
    await writeSettings(scratch, name, id)
    await scaffold(scratch, name)
    await rename(scratch, folder)
    return id
  } catch (error) {
    await rm(scratch, { recursive: true, force: true })
    throw error
  }
}

/** Which sample a project was made from, by its id: that says it wherever the folder goes. undefined: the user's own. */
export function sampleOf(id: string): string | undefined {
  return /^(.+)\.[\w-]{12}$/.exec(id)?.[1]
}

/** A folder that is not there yet: NAME, or NAME-2, NAME-3, ... */
export function freeFolder(parent: string, name: string): string {
  for (let n = 1; ; n++) {
    const folder = join(parent, n === 1 ? name : `${name}-${n}`)
    if (!existsSync(folder)) return folder
  }
}

/** What running the sample in place may have left is not part of it. */
function isPart(path: string): boolean {
  return !/[\\/](\.patchbay|node_modules|sample\.json)([\\/]|$)/.test(path)
}

async function writeSettings(folder: string, name: string, id: string): Promise<void> {
  const sample = await settingsOf(folder)
  const http = { ...sample.http, port: await freePort(sample.http.port) }
  const settings = { ...sample, name, id, http }
  await writeFile(join(folder, 'patchbay.json'), `${JSON.stringify(settings, null, 2)}\n`)
  await callThere(folder, sample.http.port, http.port)
}

/** A sample that calls itself calls where its own channels listen. */
async function callThere(folder: string, from: number, to: number): Promise<void> {
  if (from === to) return
  for (const collection of ['connections', 'security']) {
    const names = existsSync(join(folder, collection))
      ? await readdir(join(folder, collection))
      : []
    for (const name of names) {
      const path = join(folder, collection, name)
      const text = await readFile(path, 'utf8')
      await writeFile(path, text.replaceAll(`//127.0.0.1:${from}`, `//127.0.0.1:${to}`))
    }
  }
}

async function factsOf(folder: string) {
  const path = join(folder, factsFile)
  return factsSchema.parse(existsSync(path) ? JSON.parse(await readFile(path, 'utf8')) : {})
}

async function settingsOf(folder: string) {
  const text = await readFile(join(folder, 'patchbay.json'), 'utf8')
  return settingsSchema.parse(JSON.parse(text))
}

async function refuseUnknown(samples: string, sample: string): Promise<void> {
  const known = await listSamples(samples)
  if (known.some(({ id }) => id === sample)) return
  throw new Failure('PROJECT_NOT_FOUND', `There is no sample "${sample}".`)
}

async function refuseTaken(folder: string): Promise<void> {
  try {
    await rmdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return
    const words = `${folder} is not empty. Choose a new or an empty folder.`
    throw new Failure('PROJECT_FOLDER_TAKEN', words, { details: { folder }, cause: error })
  }
}
