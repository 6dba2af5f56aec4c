/**
 * The services that run: by name, as loaded. A table never changes; a deploy makes the next one, in which only files that
 * differ were compiled, and a file that does not compile keeps the services it had.
 */
import type { Problem } from '../model/problem.ts'
import type { Named, ServiceFile } from '../model/project.ts'
import { builtins } from './builtin/all.ts'
import { compile } from './compile.ts'
import { load } from './load.ts'
import { type LoadedService, servicesIn } from './loaded-service.ts'
import { mapStack, placeIn } from './source-maps.ts'

interface LoadedFile {
  /** The texts it was made from. */
  inputs: Readonly<Record<string, string>>
  services: readonly LoadedService[]
  /** Why the newest text is not what runs. */
  problems: readonly Problem[]
}

export class ServiceTable {
  readonly #byName: ReadonlyMap<string, LoadedService>

  constructor(
    readonly files: ReadonlyMap<string, LoadedFile>,
    byName: ReadonlyMap<string, LoadedService>,
  ) {
    this.#byName = byName
  }

  get(name: string): LoadedService | undefined {
    return this.#byName.get(name)
  }

  names(): string[] {
    return [...this.#byName.keys()]
  }
}

export interface Prepared {
  table: ServiceTable
  /** `services/store.ts` with its collection before it, as places are written: `services/services/store.ts`. */
  touched: string[]
  problems: Problem[]
}

export async function prepare(
  before: ServiceTable | undefined,
  files: Named<ServiceFile>,
  { folder }: { folder?: string | undefined } = {},
): Promise<Prepared> {
  const touched: string[] = []
  const loaded = await Promise.all(
    Object.keys(files).map(async (path): Promise<[string, LoadedFile]> => {
      const known = before?.files.get(path)
      if (known && isSame(known, files)) return [path, known]
      touched.push(path)
      return [path, await loadFile(path, files, known, folder)]
    }),
  )
  for (const path of before?.files.keys() ?? []) if (!files[path]) touched.push(path)
  const next = new Map(loaded)
  const { byName, problems } = nameAll(next)
  for (const file of next.values()) problems.push(...file.problems)
  return {
    table: new ServiceTable(next, byName),
    touched: touched.map((path) => `services/${path}`),
    problems,
  }
}

function isSame({ inputs }: LoadedFile, files: Named<ServiceFile>): boolean {
  return Object.entries(inputs).every(([path, source]) => files[path]?.source === source)
}

async function loadFile(
  path: string,
  files: Named<ServiceFile>,
  known: LoadedFile | undefined,
  folder: string | undefined,
): Promise<LoadedFile> {
  // Until one of its files changes again, a broken one is not compiled again.
  const services = known?.services ?? []
  const own = { [path]: files[path]?.source ?? '' }
  const { compiled, problems } = await compile(path, files, folder)
  if (!compiled) return { inputs: allTexts(files, own, problems), services, problems }
  try {
    return {
      inputs: compiled.inputs,
      services: servicesIn(load(compiled, folder), path),
      problems: [],
    }
  } catch (thrown) {
    return { inputs: compiled.inputs, services, problems: [notLoaded(path, thrown)] }
  }
}

/** A file that did not compile may be mended in itself, or in the file that the compiler named. */
function allTexts(
  files: Named<ServiceFile>,
  own: Record<string, string>,
  problems: readonly Problem[],
) {
  const inputs = { ...own }
  for (const { at } of problems) {
    const file = files[at.name]
    if (file) inputs[file.path] = file.source
  }
  return inputs
}

function notLoaded(path: string, thrown: unknown): Problem {
  const { message, stack } =
    thrown instanceof Error ? thrown : { message: String(thrown), stack: '' }
  const place = placeIn(stack ?? '')
  return {
    code: 'SERVICE_NOT_COMPILED',
    severity: 'error',
    message: `The file compiles, but fails when it is loaded: ${mapStack(message)}`,
    at: {
      collection: 'services',
      name: place?.path ?? path,
      ...(place ? { line: place.line, column: place.column } : {}),
    },
  }
}

function nameAll(files: ReadonlyMap<string, LoadedFile>) {
  const byName = new Map<string, LoadedService>(builtins.map((service) => [service.name, service]))
  const problems: Problem[] = []
  for (const path of [...files.keys()].sort()) {
    for (const service of files.get(path)?.services ?? []) {
      const other = byName.get(service.name)
      if (other) {
        problems.push({
          code: 'NAME_TAKEN',
          severity: 'error',
          message: `The service name "${service.name}" of ${path} is taken by ${other.className} in ${other.path}.`,
          at: { collection: 'services', name: path },
          fix: 'Give one of them another static serviceName.',
        })
      } else byName.set(service.name, service)
    }
  }
  return { byName, problems }
}
