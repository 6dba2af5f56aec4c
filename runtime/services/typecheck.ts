/**
 * Type-checks the services of a project as an editor would that has it open: by the users' API, by the project's own names,
 * by the settings that a new project's tsconfig.json has. TypeScript is loaded only when somebody asks.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type ts from 'typescript'
import type { Place } from '../model/place.ts'
import type { Problem } from '../model/problem.ts'
import type { Named, ServiceFile } from '../model/project.ts'

type TypeScript = typeof ts

/**
 * @param folder The project's, absolute: types of npm packages are found there.
 * @param files The services; those on disk are not looked at.
 * @param typings The project's own declarations (`projectTypings`): path from the project's root -> text.
 * @returns Problems by file and line. Empty: no errors.
 */
export async function typecheck(
  folder: string,
  files: Named<ServiceFile>,
  typings: ReadonlyMap<string, string>,
): Promise<Problem[]> {
  const { default: typescript } = await import('typescript')
  const texts = new Map<string, string>(typings)
  for (const { path, source } of Object.values(files)) texts.set(path, source)
  const root = folder.replaceAll('\\', '/')
  const options = optionsOf(typescript, root)
  const program = typescript.createProgram({
    rootNames: [...texts.keys()].map((path) => `${root}/${path}`),
    options,
    host: hostOf(typescript, options, root, texts),
  })
  const services = Object.keys(files).flatMap((path) => {
    const file = program.getSourceFile(`${root}/${path}`)
    return file ? [{ path, file }] : []
  })
  return services
    .flatMap(({ path, file }) =>
      [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
        (diagnostic) => problemOf(typescript, path, diagnostic),
      ),
    )
    .sort((a, b) => compare(a.at, b.at))
}

function compare(a: Place, b: Place): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}

/** As `folder/scaffold.ts` and the designer's editor have them. */
function optionsOf(typescript: TypeScript, root: string): ts.CompilerOptions {
  const { api, node } = declarations()
  return {
    target: typescript.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    moduleDetection: typescript.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    isolatedModules: true,
    noEmit: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    strict: true,
    types: ['node'],
    typeRoots: [join(node, '@types'), `${root}/node_modules/@types`],
    paths: { patchbay: [api], 'undici-types': [join(node, 'undici-types/index.d.ts')] },
  }
}

/** The users' API and Node's declarations: as the build laid them down, or our sources when those are what runs. */
function declarations(): { api: string; node: string } {
  const here = dirname(fileURLToPath(import.meta.url))
  const built = join(here, '../types')
  const api = join(built, 'patchbay/index.d.ts')
  if (existsSync(api)) return { api, node: built }
  return { api: join(here, 'patchbay.ts'), node: join(here, '../../node_modules') }
}

/** What is in memory stands where it would be saved; everything else is on disk. */
function hostOf(
  typescript: TypeScript,
  options: ts.CompilerOptions,
  root: string,
  texts: ReadonlyMap<string, string>,
): ts.CompilerHost {
  const host = typescript.createCompilerHost(options)
  const { fileExists, readFile, directoryExists } = host
  const folders = new Set<string>()
  for (const path of texts.keys()) {
    for (let up = dirname(path); up !== '.'; up = dirname(up)) folders.add(`${root}/${up}`)
  }
  const ownOf = (path: string) =>
    path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined
  // A service that is not in memory is gone, whatever still lies on the disk.
  const isGone = (own: string | undefined) =>
    own !== undefined && /^services\/.*\.ts$/.test(own) && !texts.has(own)
  return {
    ...host,
    getCurrentDirectory: () => root,
    fileExists: (path) => {
      const own = ownOf(path)
      return (own !== undefined && texts.has(own)) || (!isGone(own) && fileExists(path))
    },
    readFile: (path) => {
      const own = ownOf(path)
      if (isGone(own)) return undefined
      return (own === undefined ? undefined : texts.get(own)) ?? readFile(path)
    },
    directoryExists: (path) => folders.has(path) || directoryExists?.(path) === true,
    getSourceFile(path, settings) {
      const text = this.readFile(path)
      return text === undefined
        ? undefined
        : typescript.createSourceFile(path, text, settings, true)
    },
  }
}

// A package without declarations runs all the same: TS7016.
const untyped = 7016

function problemOf(
  typescript: TypeScript,
  path: string,
  { messageText, code, file, start }: ts.Diagnostic,
): Problem {
  const words = typescript.flattenDiagnosticMessageText(messageText, ' ')
  const place = file?.getLineAndCharacterOfPosition(start ?? 0)
  return {
    code: code === untyped ? 'SERVICE_UNTYPED' : 'SERVICE_TYPE_WRONG',
    severity: code === untyped ? 'warning' : 'error',
    message: `${words} (TS${code})`,
    at: {
      collection: 'services',
      name: path,
      ...(place ? { line: place.line + 1, column: place.character + 1 } : {}),
    },
  }
}
