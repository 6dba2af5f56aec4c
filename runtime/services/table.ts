/**
 * The services that run: by name, as loaded. A table never changes; a deploy makes the next one, in which only files that
 * differ were compiled, and a file that does not compile keeps the services it had.
 */
import type { Problem } from '../model/problem.ts'
import type { Named, ServiceFile } from '../model/project.ts'
import { builtins } from './builtin/all.ts'
import { type Compiled, compile } from './compile.ts'
import { load } from './load.ts'
import { type LoadedService, servicesIn } from './loaded-service.ts'
import { mendStacks } from './source-maps.ts'
import { Sources } from './sources.ts'

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

  /** Names of the elements that services declare to be secret. */
  secretElements(): Set<string> {
    return new Set([...this.#byName.values()].flatMap(({ secrets }) => secrets))
  }
}

export interface Prepared {
  table: ServiceTable
  /** `services/store.ts` with its collection before it, as places are written: `services/services/store.ts`. */
  touched: string[]
  problems: Problem[]
}

export interface PrepareOptions {
  /** The project's: packages and files that services import are found there, what was compiled is kept there. */
  folder?: string | undefined
  /** Files that were compiled elsewhere, with all they import from the project: nothing is compiled for these. */
  compiled?: readonly Compiled[] | undefined
}

export async function prepare(
  before: ServiceTable | undefined,
  files: Named<ServiceFile>,
  { folder, compiled = [] }: PrepareOptions = {},
): Promise<Prepared> {
  const ready = new Map(compiled.map((one) => [one.path, one]))
  const sources = new Sources(files, folder)
  const touched: string[] = []
  const paths = Object.keys(files).filter((path) => !path.endsWith('.d.ts'))
  const loaded = await Promise.all(
    // Declarations are for the editor; there is nothing in them to run.
    paths.map(async (path): Promise<[string, LoadedFile]> => {
      const known = before?.files.get(path)
      const given = ready.get(path)
      // Made from another text, it is not of this project.
      const isFit = given !== undefined && given.inputs[path] === files[path]?.source
      if (known && (isFit ? isSameAs(known, given) : isSame(known, sources))) return [path, known]
      const next = await loadFile(path, sources, known, isFit ? given : undefined)
      if (!isSameFailure(known, next)) touched.push(path)
      return [path, next]
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

/**
 * What failed is tried again with each deploy: what it lacked may be there now, a package installed or a file made, and
 * of that its own text says nothing.
 */
function isSame({ inputs, problems }: LoadedFile, sources: Sources): boolean {
  if (problems.length > 0) return false
  return Object.entries(inputs).every(([path, text]) => sources.read(path) === text)
}

/** What it imports from the project may be nowhere but in it. */
function isSameAs({ inputs, problems }: LoadedFile, given: Compiled): boolean {
  if (problems.length > 0) return false
  const names = Object.keys(given.inputs)
  return (
    names.length === Object.keys(inputs).length &&
    names.every((name) => inputs[name] === given.inputs[name])
  )
}

function isSameFailure(known: LoadedFile | undefined, next: LoadedFile): boolean {
  if (known === undefined || next.problems.length === 0) return false
  return JSON.stringify(known.problems) === JSON.stringify(next.problems)
}

async function loadFile(
  path: string,
  sources: Sources,
  known: LoadedFile | undefined,
  given: Compiled | undefined,
): Promise<LoadedFile> {
  const services = known?.services ?? []
  const { compiled, problems } = given
    ? { compiled: given, problems: [] }
    : await compile(path, sources)
  if (!compiled) return { inputs: {}, services, problems }
  const { inputs } = compiled
  try {
    const exported = await load(compiled, sources.folder)
    return { inputs, services: servicesIn(exported, path), problems: [] }
  } catch (thrown) {
    return { inputs, services, problems: [notLoaded(compiled, thrown)] }
  }
}

function notLoaded({ path, inputs, externals }: Compiled, thrown: unknown): Problem {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const common = { code: 'SERVICE_NOT_COMPILED', severity: 'error' } as const
  const missing = externals.find((name) => isMissing(thrown, name))
  if (missing !== undefined) {
    return {
      ...common,
      message: `The package "${missing}" is not installed in the project's folder.`,
      at: { collection: 'services', name: path, ...importOf(missing, inputs) },
      fix: `Add it with: npm install ${packageOf(missing)}`,
    }
  }
  const place = mendStacks(thrown)
  return {
    ...common,
    message: `The file compiles, but fails when it is loaded: ${message}`,
    at: {
      collection: 'services',
      name: place?.path ?? path,
      ...(place ? { line: place.line, column: place.column } : {}),
    },
  }
}

function isMissing(thrown: unknown, name: string): boolean {
  const { code, message } = thrown as NodeJS.ErrnoException
  const isNotFound = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND'
  return isNotFound && message.split('\n', 1)[0]?.includes(`'${name}'`) === true
}

/** `@scope/name/deep` -> `@scope/name`. */
function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/')
}

/** Where an import stands in the files that were compiled. */
function importOf(wanted: string, inputs: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(inputs)) {
    const lines = text.split('\n')
    const index = lines.findIndex((line) => new Set(line.split(/['"]/)).has(wanted))
    if (index < 0) continue
    return { name, line: index + 1, column: (lines[index]?.indexOf(wanted) ?? 0) + 1 }
  }
  return {}
}

function nameAll(files: ReadonlyMap<string, LoadedFile>) {
  const byName = new Map<string, LoadedService>(builtins.map((service) => [service.name, service]))
  const problems: Problem[] = []
  for (const path of [...files.keys()].sort()) {
    for (const service of files.get(path)?.services ?? []) {
      const other = byName.get(service.name)
      if (other) {
        problems.push({
          code: 'SERVICE_NAME_TWICE',
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
