/**
 * One file of services, with what it imports from the project, as one piece of JavaScript and its source map. Files come
 * from memory: a designer deploys what is not saved yet. npm packages and `patchbay` stay imports, and are found at load.
 * What was compiled once is found again by its content, so that a start needs no compiler.
 */
import { Buffer } from 'node:buffer'
import { extname } from 'node:path'
import type { Message, Plugin } from 'esbuild'
import type { Problem } from '../model/problem.ts'
import { readCache, writeCache } from './compile-cache.ts'
import type { Sources } from './sources.ts'

export interface Compiled {
  path: string
  code: string
  /** Source map, version 3, JSON. */
  map: string
  /** The project's files in it, itself included, with the texts they had. */
  inputs: Readonly<Record<string, string>>
  /** npm packages, Node's modules and `patchbay`, as they are imported. */
  externals: readonly string[]
}

export type CompileResult =
  | { compiled: Compiled; problems: [] }
  | { compiled: undefined; problems: Problem[] }

// A file in which everything is wrong has hundreds of errors; nobody reads more.
const mostProblems = 20

export async function compile(path: string, sources: Sources): Promise<CompileResult> {
  const { folder } = sources
  const cached = folder === undefined ? undefined : readCache(folder, path, sources)
  if (cached) return { compiled: cached, problems: [] }
  // Loaded only when something has to be compiled: it starts a process of its own, and keeps it.
  const { build } = await import('esbuild')
  const inputs: Record<string, string> = {}
  const externals = new Set<string>()
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      outdir: '/',
      absWorkingDir: folder ?? process.cwd(),
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      // Two files of one bundle may each have a class of one name, and a service is named after its class.
      keepNames: true,
      logLevel: 'silent',
      charset: 'utf8',
      tsconfigRaw: { compilerOptions: { target: 'ES2022', verbatimModuleSyntax: false } },
      plugins: [fromProject(path, sources, inputs, externals)],
    })
    const text = (end: string) => outputFiles.find((file) => file.path.endsWith(end))?.text ?? ''
    const code = text('.js')
    const compiled = { path, code, map: text('.js.map'), inputs, externals: [...externals] }
    if (folder !== undefined) await writeCache(folder, compiled)
    return { compiled, problems: [] }
  } catch (thrown) {
    const { errors } = thrown as { errors?: Message[] }
    if (!errors) throw thrown
    const problems = errors.slice(0, mostProblems).map((error) => problemOf(path, error))
    return { compiled: undefined, problems }
  }
}

function problemOf(path: string, { text, location }: Message): Problem {
  const at = {
    collection: 'services',
    name: location?.file.replace(/^project:/, '') ?? path,
  } as const
  return {
    code: 'SERVICE_NOT_COMPILED',
    severity: 'error',
    message: /[.!?]$/.test(text) ? text : `${text}.`,
    at: location ? { ...at, line: location.line, column: columnOf(location) } : at,
    fix: location?.suggestion ? `Did you mean ${location.suggestion}?` : undefined,
  }
}

/** esbuild counts bytes from 0; editors count UTF-16 units from 1. */
function columnOf({ lineText, column }: { lineText: string; column: number }): number {
  return Buffer.from(lineText).subarray(0, column).toString().length + 1
}

function fromProject(
  entry: string,
  sources: Sources,
  inputs: Record<string, string>,
  externals: Set<string>,
): Plugin {
  return {
    name: 'project',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
        // Not the path esbuild asks with: where a file of that name is on disk, it begins with `./`.
        if (kind === 'entry-point') return { path: entry, namespace: 'project' }
        if (!path.startsWith('.')) {
          // What require() and import() name is found when they are called, so that a `try` around them works.
          if (kind === 'import-statement') externals.add(path)
          return { path, external: true }
        }
        const found = sources.resolve(importer, path)
        return found === undefined
          ? { errors: [{ text: `There is no file "${path}" beside ${importer}.` }] }
          : { path: found, namespace: 'project' }
      })
      build.onLoad({ filter: /.*/, namespace: 'project' }, ({ path }) => {
        const contents = sources.read(path) ?? ''
        inputs[path] = contents
        return { contents, loader: loaderOf(path) }
      })
    },
  }
}

function loaderOf(path: string): 'ts' | 'js' | 'json' {
  const ending = extname(path)
  return ending === '.json' ? 'json' : ending === '.js' ? 'js' : 'ts'
}
